package dev.countersign.signer.ledger;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// Histories of one ledger, at one place.
abstract class WithHistories {

    private final Place place;
    Histories histories;

    WithHistories(Place place) {
        this.place = place;
    }

    @BeforeEach
    void open(@TempDir Path folder) throws Exception {
        histories = new Histories(place, folder);
    }

    @AfterEach
    void close() {
        histories.close();
    }
}
