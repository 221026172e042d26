package dev.countersign.client.cli.report;

import com.google.protobuf.Timestamp;
import java.time.Instant;

/// Moments as ISO 8601 in UTC.
public final class Timestamps {

    private Timestamps() {}

    public static String show(Timestamp moment) {
        return Instant.ofEpochSecond(moment.getSeconds(), moment.getNanos()).toString();
    }
}
