package dev.rollcall.client;

import io.grpc.Metadata;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/** NOT_FOUND: There is no such resource, or it is of another account. */
public final class NotFoundException extends RollcallException {
    private static final long serialVersionUID = 1;

    NotFoundException(Status status, @Nullable Metadata trailers, ErrorDetails details, @Nullable Throwable cause) {
        super(status, trailers, details, cause);
    }

    /** The one that is not there, if it was told. */
    public @Nullable String getResource() {
        return getMetadata().get("resource");
    }
}
