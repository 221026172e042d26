package dev.countersign.signer.hsm.pkcs11.serving;

import java.util.ArrayList;
import java.util.List;

/// Epochs that are over while a call hangs in them. Their sessions and login stay open until the process ends, and they
/// are kept from the collector for as long: it would have the JDK close SunPKCS11's sessions by numbers that may have
/// become another epoch's. For the keeper's thread.
final class AbandonedEpochs {

    private final ModuleGate gate;
    private final List<Service> epochs = new ArrayList<>();

    AbandonedEpochs(ModuleGate gate) {
        this.gate = gate;
    }

    /// It stays inside the gate until its last worker has come back.
    void add(Service over) {
        epochs.add(over);
        Thread.ofVirtual().name("hsm-abandoned").start(() -> {
            try {
                over.awaitEnd();
                gate.leave();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /// Those in which a call hangs yet.
    long hanging() {
        return epochs.stream().filter(over -> !over.ended()).count();
    }
}
