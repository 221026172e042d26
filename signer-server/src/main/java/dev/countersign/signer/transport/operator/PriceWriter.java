package dev.countersign.signer.transport.operator;

import com.google.protobuf.ByteString;
import dev.countersign.signer.governance.prices.Prices;
import dev.countersign.signer.ledger.prices.StoredPrices;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.operations.PriceOffice.PricesNow;
import dev.countersign.signer.transport.grpc.Timestamps;
import dev.countersign.v1.Price;
import dev.countersign.v1.PriceStanding;
import dev.countersign.v1.PriceTable;
import java.util.Comparator;
import java.util.List;

/// What is known of prices, as the contract's messages.
final class PriceWriter {

    private PriceWriter() {}

    static PriceStanding standing(PricesNow now) {
        var message = PriceStanding.newBuilder()
                .setUnusable(now.standing().words(now.at()))
                .setAt(Timestamps.of(now.at()));
        now.standing().newest().ifPresent(newest -> {
            message.setNewest(table(newest));
            now.reference()
                    .ifPresent(reference ->
                            message.setNextFrom(Timestamps.of(newest.takenIn().plus(reference.minInterval()))));
        });
        now.standing()
                .prices()
                .ifPresent(prices -> message.setCurrency(prices.currency().code())
                        .setCurrencyDecimals(prices.currency().decimals())
                        .setUntil(Timestamps.of(prices.until()))
                        .addAllPrices(prices(prices)));
        return message.build();
    }

    static ByteString content(PricesNow now) {
        return now.standing()
                .newest()
                .map(newest -> ByteString.copyFrom(newest.content().toByteArray()))
                .orElse(ByteString.EMPTY);
    }

    private static PriceTable table(StoredPrices newest) {
        return PriceTable.newBuilder()
                .setVersion(newest.version())
                .setDigest(newest.digest().hex())
                .addAllSigners(newest.signers())
                .setTakenIn(Timestamps.of(newest.takenIn()))
                .build();
    }

    private static List<Price> prices(Prices prices) {
        return prices.perAsset().entrySet().stream()
                .sorted(Comparator.comparing(priced -> caip19(priced.getKey())))
                .map(priced -> Price.newBuilder()
                        .setAsset(caip19(priced.getKey()))
                        .setPrice(priced.getValue().text())
                        .build())
                .toList();
    }

    private static String caip19(Asset asset) {
        return asset.caip19();
    }
}
