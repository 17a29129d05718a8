package dev.rollcall.client;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;

/** Exceptions as a server causes them. */
final class Failures {
    private Failures() {}

    static RollcallException of(Status.Code code, String reason) {
        return of(code, ErrorInfo.newBuilder().setReason(reason).build());
    }

    static RollcallException of(Status.Code code, String reason, Duration retryAfter) {
        var delay = com.google.protobuf.Duration.newBuilder()
                .setSeconds(retryAfter.toSeconds())
                .setNanos(retryAfter.toNanosPart());
        var info = ErrorInfo.newBuilder().setReason(reason).build();
        return of(code, info, RetryInfo.newBuilder().setRetryDelay(delay).build());
    }

    static RollcallException of(Status.Code code, Message... details) {
        var status = com.google.rpc.Status.newBuilder().setCode(code.value()).setMessage("why");
        for (Message detail : details) {
            status.addDetails(Any.pack(detail));
        }
        var raised = StatusProto.toStatusRuntimeException(status.build());
        return RollcallException.of(raised.getStatus(), raised.getTrailers());
    }
}
