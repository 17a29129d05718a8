package dev.rollcall.client;

import io.grpc.Metadata;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/** ABORTED: Something changed meanwhile. Read it again, and apply the change again. */
public final class AbortedException extends RollcallException {
    private static final long serialVersionUID = 1;

    AbortedException(Status status, @Nullable Metadata trailers, ErrorDetails details, @Nullable Throwable cause) {
        super(status, trailers, details, cause);
    }

    /** The current etag, if the one that was sent did not match. */
    public @Nullable String getEtag() {
        return getMetadata().get("etag");
    }
}
