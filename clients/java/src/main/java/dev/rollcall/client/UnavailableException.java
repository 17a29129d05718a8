package dev.rollcall.client;

import io.grpc.Metadata;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/** UNAVAILABLE: The server cannot be reached, or cannot serve now. */
public final class UnavailableException extends RollcallException {
    private static final long serialVersionUID = 1;

    UnavailableException(Status status, @Nullable Metadata trailers, ErrorDetails details, @Nullable Throwable cause) {
        super(status, trailers, details, cause);
    }
}
