package dev.countersign.signer.operations;

import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.SigningRequest;
import dev.countersign.signer.signing.SigningObserver;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/// One structured line a request, then on to the next observer. Names the request and never its payload.
public final class RequestLog implements SigningObserver {

    private static final Logger log = LoggerFactory.getLogger("countersign.requests");

    private final SigningObserver next;

    public RequestLog(SigningObserver next) {
        this.next = next;
    }

    @Override
    public void stage(Stage stage, Duration took) {
        next.stage(stage, took);
    }

    @Override
    public void signed(Client client, SigningRequest request, boolean replayed, Duration took) {
        line(log.atInfo(), client, request, took).log(replayed ? "answered again" : "signed");
        next.signed(client, request, replayed, took);
    }

    @Override
    public void refused(Client client, SigningRequest request, Reason reason, String message, Duration took) {
        line(log.atWarn(), client, request, took).addKeyValue("reason", reason).log("refused: {}", message);
        next.refused(client, request, reason, message, took);
    }

    private static LoggingEventBuilder line(
            LoggingEventBuilder line, Client client, SigningRequest request, Duration took) {
        return line.addKeyValue("client", client)
                .addKeyValue("key", request.keyId())
                .addKeyValue("request_id", request.requestId())
                .addKeyValue("micros", took.toNanos() / 1000);
    }
}
