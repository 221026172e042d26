package dev.countersign.signer.operations;

import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// Brings what libraries tell `java.util.logging` (gRPC does) into the one log: on its own it would go to standard
/// error in a form of its own, and break the lines of a JSON log.
final class JulBridge extends Handler {

    private final SimpleFormatter formatter = new SimpleFormatter();

    private JulBridge() {}

    /// Takes the place of every handler that there was.
    static void install() {
        LogManager.getLogManager().reset();
        LogManager.getLogManager().getLogger("").addHandler(new JulBridge());
    }

    @Override
    public void publish(LogRecord told) {
        var name = told.getLoggerName();
        LoggerFactory.getLogger(name == null ? "java.util.logging" : name)
                .atLevel(levelOf(told.getLevel()))
                .setCause(told.getThrown())
                .log("{}", formatter.formatMessage(told));
    }

    private static Level levelOf(java.util.logging.Level level) {
        var value = level.intValue();
        if (value >= java.util.logging.Level.SEVERE.intValue()) {
            return Level.ERROR;
        }
        if (value >= java.util.logging.Level.WARNING.intValue()) {
            return Level.WARN;
        }
        return value >= java.util.logging.Level.INFO.intValue() ? Level.INFO : Level.DEBUG;
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
