"""The linear program: state graph and flow formulations. PuLP enters here."""
