package dev.countersign.signer.ledger.postgres;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NamespaceCondition.class)
class NetworkNamespaceIT {

    @RepeatedTest(10)
    void one_is_made_as_soon_as_the_last_is_closed() {
        NetworkNamespace.make().close();
        NetworkNamespace.make().close();
    }
}
