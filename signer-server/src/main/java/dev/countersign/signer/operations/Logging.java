package dev.countersign.signer.operations;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.EncoderBase;
import org.slf4j.LoggerFactory;

/// Where the server's log goes: standard error, one line an event, for people or as JSON.
public final class Logging {

    /// How a line looks.
    public enum Format {
        TEXT,
        JSON
    }

    private Logging() {}

    /// Replaces whatever logging there was. To be called once, first thing.
    public static void start(Format format) {
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            throw new IllegalStateException("the log backend is not logback");
        }
        context.reset();
        var encoder = encoder(format);
        encoder.setContext(context);
        encoder.start();
        var appender = new ConsoleAppender<ILoggingEvent>();
        appender.setContext(context);
        appender.setTarget("System.err");
        appender.setEncoder(encoder);
        appender.start();
        var root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.INFO);
        root.addAppender(appender);
        context.getLogger("org.flywaydb").setLevel(Level.WARN);
    }

    private static EncoderBase<ILoggingEvent> encoder(Format format) {
        return switch (format) {
            case JSON -> new JsonEncoder();
            case TEXT -> {
                var text = new PatternLayoutEncoder();
                text.setPattern("%d{yyyy-MM-dd'T'HH:mm:ss.SSS'Z',UTC} %-5level %logger{0}: %msg %kvp%n%ex");
                yield text;
            }
        };
    }
}
