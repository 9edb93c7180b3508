"""Start the server: ``python -m optimizer serve``; ask it: ``python -m optimizer health``.

Workers load this module too, under another name, and must not load the server.
"""

if __name__ == "__main__":
    import os
    import sys

    # What gRPC writes of failed connections, by anyone who tries, is not for the log.
    os.environ.setdefault("GRPC_VERBOSITY", "NONE")
    if sys.argv[1:2] == ["health"]:
        from optimizer.service import probe

        raise SystemExit(probe.main(sys.argv[2:]))
    from optimizer.service.command import main

    raise SystemExit(main())
