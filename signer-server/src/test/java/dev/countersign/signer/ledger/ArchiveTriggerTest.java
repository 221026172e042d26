package dev.countersign.signer.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The journal is append-only in the database itself: an entry leaves it only when it is archived, and its leaf hash
/// stays.
@ParameterizedClass
@EnumSource(
        value = Place.class,
        names = {"SQLITE", "POSTGRES"})
class ArchiveTriggerTest {

    private final Place place;
    private ArchivedFolder archived;

    ArchiveTriggerTest(Place place) {
        this.place = place;
    }

    /// Entries 0 and 1 are archived, and some more are not.
    @BeforeEach
    void archive_two(@TempDir Path path) throws Exception {
        archived = new ArchivedFolder(place, path);
        archived.folder.sign(Payment.of(archived.folder.grant, "r1", 100, 0));
        archived.execute("UPDATE ledger SET archived = 2");
        archived.execute(
                "INSERT INTO archived_entry (idx, leaf_hash) SELECT idx, leaf_hash FROM journal WHERE idx = 0");
        assertThat(archived.execute("DELETE FROM journal WHERE idx = 0")).isOne();
    }

    @AfterEach
    void close() {
        archived.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE journal SET content = leaf_hash WHERE idx = 1",
                "UPDATE journal SET content = leaf_hash WHERE idx = 3",
                "UPDATE journal SET leaf_hash = content WHERE idx = 1",
                "UPDATE journal SET idx = 0 WHERE idx = 1",
                "DELETE FROM journal WHERE idx = 1",
                "DELETE FROM journal WHERE idx = 3",
                "DELETE FROM journal",
                "UPDATE archived_entry SET leaf_hash = leaf_hash",
                "DELETE FROM archived_entry",
                "UPDATE ledger SET archived = 1",
                "UPDATE ledger SET archived = tree_size + 1",
            })
    void refuses(String mistake) throws Exception {
        var before = archived.count("SELECT count(*) FROM journal");

        assertThatThrownBy(() -> archived.execute(mistake))
                .isInstanceOf(SQLException.class)
                .hasMessageMatching("(?s).*(append-only|stays archived).*");

        assertThat(archived.count("SELECT count(*) FROM journal")).isEqualTo(before);
    }

    @Test
    void an_entry_whose_leaf_hash_would_be_another_does_not_leave() throws Exception {
        archived.execute("INSERT INTO archived_entry (idx, leaf_hash) SELECT 1, leaf_hash FROM journal WHERE idx = 2");

        assertThatThrownBy(() -> archived.execute("DELETE FROM journal WHERE idx = 1"))
                .hasMessageContaining("not archived");
    }

    @Test
    void an_entry_above_the_boundary_does_not_leave() throws Exception {
        archived.execute(
                "INSERT INTO archived_entry (idx, leaf_hash) SELECT idx, leaf_hash FROM journal WHERE idx = 2");

        assertThatThrownBy(() -> archived.execute("DELETE FROM journal WHERE idx = 2"))
                .hasMessageContaining("not archived");
    }

    @Test
    void a_start_notices_an_entry_that_left_without_the_trigger() throws Exception {
        var last = archived.count("SELECT max(idx) FROM journal");
        archived.execute("DROP TRIGGER journal_is_not_deleted" + (place == Place.SQLITE ? "" : " ON journal"));
        archived.execute(
                "INSERT INTO archived_entry (idx, leaf_hash) SELECT idx, leaf_hash FROM journal WHERE idx = " + last);
        assertThat(archived.execute("DELETE FROM journal WHERE idx = " + last)).isOne();

        assertThatThrownBy(archived.folder::open)
                .isInstanceOf(LedgerRefused.class)
                .hasMessageContaining("entry " + last + " is missing, and not archived");
    }
}
