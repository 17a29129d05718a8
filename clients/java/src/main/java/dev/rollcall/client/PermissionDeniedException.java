package dev.rollcall.client;

import io.grpc.Metadata;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/** PERMISSION_DENIED: The token does not allow it. */
public final class PermissionDeniedException extends RollcallException {
    private static final long serialVersionUID = 1;

    PermissionDeniedException(Status status, @Nullable Metadata trailers, ErrorDetails details, @Nullable Throwable cause) {
        super(status, trailers, details, cause);
    }
}
