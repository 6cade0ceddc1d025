"""The environment `turnwise/WebShopBrowser-v0`."""
