"""Reading what was given: files and folders, plain or gzip, bundles or NDJSON, never more than the limits allow."""
