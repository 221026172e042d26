package dev.countersign.signer.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random addresses and networks against whole numbers: a network is the numbers from its first to its last.
class IpNetworkModelTest {

    private static final long SEED = 20_261_121L;
    private static final int ROUNDS = 20_000;

    private final Random random = new Random(SEED);

    @ParameterizedTest
    @ValueSource(ints = {32, 128})
    void a_network_holds_exactly_the_numbers_of_its_range(int bits) throws Exception {
        var held = 0;
        for (var round = 0; round < ROUNDS; round++) {
            var free = random.nextInt(bits + 1);
            var first = number(bits).shiftRight(free).shiftLeft(free);
            var last = first.add(BigInteger.TWO.pow(free)).subtract(BigInteger.ONE);
            var address = near(first, last, free, bits);

            var network = new IpNetwork(address(first, bits), bits - free);
            var holds = network.contains(address(address, bits));

            assertThat(holds)
                    .as("seed %d: %s and %s", SEED, network, address(address, bits))
                    .isEqualTo(first.compareTo(address) <= 0 && address.compareTo(last) <= 0);
            assertThat(IpNetwork.parse(network.toString())).isEqualTo(network);
            held += holds ? 1 : 0;
        }
        assertThat(held).as("a run of both answers").isBetween(ROUNDS / 4, 3 * ROUNDS / 4);
    }

    @ParameterizedTest
    @ValueSource(ints = {32, 128})
    void an_address_prints_as_the_jdk_reads_it(int bits) throws Exception {
        for (var round = 0; round < ROUNDS; round++) {
            var address = address(number(bits), bits);

            assertThat(IpAddress.of(InetAddress.ofLiteral(address.toString())))
                    .as("seed %d", SEED)
                    .isEqualTo(address);
            assertThat(address.toString()).doesNotContain("%", ":::", "A", "B", "C", "D", "E", "F");
        }
    }

    /// An address at an end of the range, next to it, within it or anywhere.
    private BigInteger near(BigInteger first, BigInteger last, int free, int bits) {
        var address = switch (random.nextInt(6)) {
            case 0 -> first;
            case 1 -> last;
            case 2 -> first.subtract(BigInteger.ONE);
            case 3 -> last.add(BigInteger.ONE);
            case 4 -> first.add(new BigInteger(free, random));
            default -> number(bits);
        };
        return ofItsFamily(address.mod(BigInteger.TWO.pow(bits)), bits);
    }

    /// A number with runs of zeros and ones: random groups alone would never be shortened.
    private BigInteger number(int bits) {
        var number = BigInteger.ZERO;
        for (var group = 0; group < bits / 16; group++) {
            var value = random.nextInt(3) == 0 ? random.nextInt(1 << 16) : random.nextBoolean() ? 0 : 0xffff;
            number = number.shiftLeft(16).or(BigInteger.valueOf(value));
        }
        return ofItsFamily(number, bits);
    }

    /// What of 128 bits is an IPv4 address belongs to the other run.
    private static BigInteger ofItsFamily(BigInteger number, int bits) {
        return bits == 128 && number.shiftRight(32).equals(BigInteger.valueOf(0xffff)) ? number.setBit(127) : number;
    }

    private static IpAddress address(BigInteger number, int bits) throws Exception {
        var bytes = new byte[bits / 8];
        var digits = number.toByteArray();
        var length = Math.min(digits.length, bytes.length);
        System.arraycopy(digits, digits.length - length, bytes, bytes.length - length, length);
        return IpAddress.of(InetAddress.getByAddress(bytes));
    }
}
