package dev.countersign.signer.endtoend.chaos;

import dev.countersign.signer.endtoend.chaos.Crowd.Answer;
import dev.countersign.signer.endtoend.chaos.Crowd.Payment;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// A window by the clients' own clock: a signature was made after it was first asked for, and before it was answered.
/// What lies wholly in one window of true time was signed in it, whatever the server believes the time to be.
final class TrueWindow {

    private record Signed(long from, long until, BigInteger units) {}

    private TrueWindow() {}

    /// The most that was certainly signed in any window of this length.
    static BigInteger most(Map<Payment, Answer> answers, Duration length) {
        List<Signed> signed = new ArrayList<>();
        answers.forEach((payment, answer) -> signed.add(new Signed(payment.sent(), answer.at(), payment.units())));
        signed.sort(Comparator.comparingLong(Signed::from));
        var most = BigInteger.ZERO;
        for (var first = 0; first < signed.size(); first++) {
            var end = signed.get(first).from() + length.toNanos();
            var sum = BigInteger.ZERO;
            for (var i = first; i < signed.size() && signed.get(i).from() < end; i++) {
                sum = signed.get(i).until() < end ? sum.add(signed.get(i).units()) : sum;
            }
            most = most.max(sum);
        }
        return most;
    }
}
