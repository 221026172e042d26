package dev.countersign.signer.ledger.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.ledger.RecordedRequest.State;
import dev.countersign.signer.ledger.engine.SqliteFile;
import dev.countersign.signer.ledger.sql.Sql;
import dev.countersign.signer.ledger.store.RequestRow.Settlement;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.KeyId;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.model.RequestId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequestTableTest {

    private static final Client CLIENT = new Client("spiffe://firm.example/hot-wallet");
    private static final Instant AT = Instant.ofEpochMilli(1_800_000_000_000L);

    private Sql sql;
    private RequestTable table;

    @BeforeEach
    void open(@TempDir Path folder) throws Exception {
        var file = Files.createFile(folder.resolve("ledger.db"));
        SqliteFile.migrate(file);
        sql = new Sql(SqliteFile.writer(file));
        table = new RequestTable(sql);
        for (var entry = 7; entry <= 8; entry++) { // rows tell of journal entries
            sql.update("INSERT INTO journal (idx, content, leaf_hash) VALUES (?, x'00', x'00')", entry);
        }
    }

    @AfterEach
    void close() throws Exception {
        sql.close();
    }

    @Test
    void a_settled_request_is_kept_in_memory_unless_its_payload_is_large() throws Exception {
        assertThat(settledWith(4 * 1024)).isSameAs(found());
        assertThat(settledWith(4 * 1024 + 1)).isNotSameAs(found());
    }

    @Test
    void a_large_payload_is_found_before_and_after_it_is_committed() throws Exception {
        var settled = settledWith(1024 * 1024);
        assertThat(settled.settlement().orElseThrow().payload().size()).isEqualTo(1024 * 1024);

        sql.commit();
        assertThat(found()).isEqualTo(settled);
    }

    /// The row as it is found afterwards; nothing was committed in between.
    private RequestRow settledWith(int payloadBytes) throws Exception {
        var requestId = new RequestId("r-" + table.nextId());
        var row = new RequestRow(
                table.nextId(),
                CLIENT,
                requestId,
                Digest32.sha256(new byte[] {1}),
                new KeyId("btc-hot"),
                new PinnedKey(PinnedKey.Kind.SECP256K1, Bytes.fromHex("02" + "11".repeat(32))),
                Optional.empty(),
                table.nextId(),
                State.RESERVED,
                1,
                false,
                AT,
                AT,
                7,
                "pay",
                Optional.empty());
        table.insert(row, List.of());
        table.settle(
                row, new Settlement(AT, 8, List.of(Bytes.of(new byte[65])), Bytes.of(new byte[payloadBytes]), "txid"));
        return found();
    }

    private RequestRow found() throws Exception {
        return table.find(CLIENT, new RequestId("r-" + (table.nextId() - 1))).orElseThrow();
    }
}
