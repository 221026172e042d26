package dev.countersign.client.ethereum;

/// The service's answer is not the requested transaction with its key's signature. Do not broadcast it;
/// report it: a correct service never gives such an answer.
public final class AnswerNotGenuine extends RuntimeException {

    private static final long serialVersionUID = 1L;

    AnswerNotGenuine(String message) {
        super(message);
    }
}
