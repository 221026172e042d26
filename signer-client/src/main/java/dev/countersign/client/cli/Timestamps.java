package dev.countersign.client.cli;

import com.google.protobuf.Timestamp;
import java.time.Instant;

/// Moments as ISO 8601 in UTC.
final class Timestamps {

    private Timestamps() {}

    static String show(Timestamp moment) {
        return Instant.ofEpochSecond(moment.getSeconds(), moment.getNanos()).toString();
    }
}
