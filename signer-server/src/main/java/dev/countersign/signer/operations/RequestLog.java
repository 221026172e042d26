package dev.countersign.signer.operations;

import dev.countersign.signer.model.IpAddress;
import dev.countersign.signer.model.Refusal;
import dev.countersign.signer.signing.Call;
import dev.countersign.signer.signing.SigningObserver;
import java.time.Duration;
import java.util.Optional;
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
    public void signed(Call call, boolean replayed, Duration took) {
        line(log.atInfo(), call, took).log(replayed ? "answered again" : "signed");
        next.signed(call, replayed, took);
    }

    @Override
    public void refused(Call call, Refusal refusal, Duration took) {
        line(log.atWarn(), call, took).addKeyValue("reason", refusal.reason()).log("refused: {}", refusal.message());
        next.refused(call, refusal, took);
    }

    @Override
    public void stranger(Refusal refusal, Optional<IpAddress> address) {
        log.atWarn()
                .addKeyValue("address", address.map(IpAddress::toString).orElse("unknown"))
                .addKeyValue("reason", refusal.reason())
                .log("refused: {}", refusal.message());
        next.stranger(refusal, address);
    }

    private static LoggingEventBuilder line(LoggingEventBuilder line, Call call, Duration took) {
        return line.addKeyValue("client", call.client())
                .addKeyValue("key", call.keyId())
                .addKeyValue("request_id", call.requestId())
                .addKeyValue("micros", took.toNanos() / 1000);
    }
}
