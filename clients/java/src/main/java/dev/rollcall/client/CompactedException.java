package dev.rollcall.client;

import io.grpc.Metadata;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/** OUT_OF_RANGE with the reason {@code REVISION_COMPACTED}: The changes after the token are no longer in the log. */
public final class CompactedException extends RollcallException {
    private static final long serialVersionUID = 1;

    CompactedException(Status status, @Nullable Metadata trailers, ErrorDetails details, @Nullable Throwable cause) {
        super(status, trailers, details, cause);
    }
}
