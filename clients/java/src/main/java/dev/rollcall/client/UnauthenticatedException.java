package dev.rollcall.client;

import io.grpc.Metadata;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/** UNAUTHENTICATED: There is no token, or none that is good. */
public final class UnauthenticatedException extends RollcallException {
    private static final long serialVersionUID = 1;

    UnauthenticatedException(Status status, @Nullable Metadata trailers, ErrorDetails details, @Nullable Throwable cause) {
        super(status, trailers, details, cause);
    }
}
