package dev.countersign.client.genuine;

/// The service's answer is not what was asked for with its key's signature. Do not broadcast it; report it: a correct
/// service never gives such an answer.
public final class AnswerNotGenuine extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public AnswerNotGenuine(String message) {
        super(message);
    }
}
