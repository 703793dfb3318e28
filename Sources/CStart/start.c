// A target needs a source; see include/prepare_runtime.h.
