"""Start the server: ``python -m optimizer serve``.

Workers load this module too, under another name, and must not load the server.
"""

if __name__ == "__main__":
    from optimizer.service.command import main

    raise SystemExit(main())
