using System.Text;
using System.Text.Json;
using AIoT.Embedded.Node.Tests.Store;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Node.Tests.Configurations;

public sealed class ConfigurationStoreTests
{
    private readonly Random _random = new(TestData.Seed);

    [Fact]
    public void Without_any_file_there_is_none_and_the_flashed_one_counts_until_a_gateway_sends_another()
    {
        var flash = new Flash(_random);
        Assert.Null(new ConfigurationStore(flash).Load());

        Write(flash, ConfigurationStore.FlashedName, Text(1));
        Assert.Equal(1, new ConfigurationStore(flash).Load()!.PeriodSeconds);

        var store = new ConfigurationStore(flash);
        Offer(store, 2);
        Assert.Equal(2, new ConfigurationStore(flash).Load()!.PeriodSeconds);
    }

    /// <summary>What evidence says of a configuration is what a verifier computes of its text, by whichever way the text came.</summary>
    [Fact]
    public void Its_measurement_is_the_hash_of_its_bytes_as_the_contract_s_vectors_say()
    {
        using JsonDocument vectors = JsonDocument.Parse(File.ReadAllText(TestData.InRepository("tests/vectors/evidence/measurements.json")));
        Assert.True(vectors.RootElement.GetProperty("configurations").GetArrayLength() >= 3);
        foreach (JsonElement vector in vectors.RootElement.GetProperty("configurations").EnumerateArray())
        {
            string text = vector.GetProperty("text").GetString()!;
            byte[] hash = Convert.FromHexString(vector.GetProperty("sha256").GetString()!);
            var flashed = new Flash(_random);
            Write(flashed, ConfigurationStore.FlashedName, Encoding.ASCII.GetBytes(text));
            var store = new ConfigurationStore(flashed);
            string device = store.Load()!.Device;
            Assert.Equal(hash, store.Hash);

            // Sent by a gateway to a board that had another: on trial first, then for good.
            var sent = new Flash(_random);
            Write(sent, ConfigurationStore.FlashedName, Encoding.ASCII.GetBytes($"device = {device}\nbroker = elsewhere\n"));
            byte[] bytes = Encoding.ASCII.GetBytes(text);
            Assert.Null(new ConfigurationStore(sent).TryOffer(bytes, 0, bytes.Length, device));
            store = new ConfigurationStore(sent);
            Assert.NotNull(store.Load());
            Assert.Equal((true, Convert.ToHexString(hash)), (store.OnTrial, Convert.ToHexString(store.Hash)));
            Assert.True(store.Confirm());
            store = new ConfigurationStore(sent);
            Assert.NotNull(store.Load());
            Assert.Equal((false, Convert.ToHexString(hash)), (store.OnTrial, Convert.ToHexString(store.Hash)));
        }

        // Without one nothing is measured.
        var none = new ConfigurationStore(new Flash(_random));
        Assert.Null(none.Load());
        Assert.Null(none.Hash);
    }

    [Fact]
    public void An_offer_under_which_the_gateway_is_never_heard_is_left_after_three_starts()
    {
        var flash = new Flash(_random);
        Write(flash, ConfigurationStore.FlashedName, Text(1));
        Offer(new ConfigurationStore(flash), 2);
        Assert.Equal([2, 2, 2, 1, 1], Enumerable.Range(0, 5).Select(_ => new ConfigurationStore(flash).Load()!.PeriodSeconds));
    }

    [Fact]
    public void An_offer_under_which_the_gateway_is_heard_stays()
    {
        var flash = new Flash(_random);
        Write(flash, ConfigurationStore.FlashedName, Text(1));
        Offer(new ConfigurationStore(flash), 2);
        var store = new ConfigurationStore(flash);
        Assert.Equal(2, store.Load()!.PeriodSeconds);
        Assert.True(store.OnTrial);
        Assert.True(store.Confirm());
        Assert.False(store.OnTrial);
        Assert.All(Enumerable.Range(0, 5), _ => Assert.Equal(2, new ConfigurationStore(flash).Load()!.PeriodSeconds));

        // The next one fails its trial: the confirmed one is still there.
        Offer(new ConfigurationStore(flash), 3);
        Assert.Equal([3, 3, 3, 2, 2], Enumerable.Range(0, 5).Select(_ => new ConfigurationStore(flash).Load()!.PeriodSeconds));
    }

    [Fact]
    public void A_refused_offer_changes_nothing_and_is_counted()
    {
        var flash = new Flash(_random);
        Write(flash, ConfigurationStore.FlashedName, Text(1));
        var store = new ConfigurationStore(flash);
        byte[] absurd = Encoding.ASCII.GetBytes("device = fan-1\nbroker = gw\nperiod = 1000000\n");
        Assert.Contains("period", store.TryOffer(absurd, 0, absurd.Length, "fan-1"), StringComparison.Ordinal);
        byte[] other = Encoding.ASCII.GetBytes("device = fan-2\nbroker = gw\n");
        Assert.Contains("name", store.TryOffer(other, 0, other.Length, "fan-1"), StringComparison.Ordinal);
        Assert.Equal(2, store.Refused);
        Assert.Equal(1, new ConfigurationStore(flash).Load()!.PeriodSeconds);
    }

    /// <summary>Offers, starts and confirmations, the power cut at any operation: what counts is always one that was flashed or offered, whole.</summary>
    [Fact]
    public void A_power_cut_anywhere_leaves_a_whole_configuration()
    {
        for (int round = 0; round < (TestData.LongMode ? 50_000 : 1000); round++)
        {
            var flash = new Flash(_random);
            Write(flash, ConfigurationStore.FlashedName, Text(1));
            int period = 1;
            for (int life = 0; life < 5; life++)
            {
                flash.CutAt = flash.Operations + _random.Next(1, 16);
                try
                {
                    var store = new ConfigurationStore(flash);
                    int now = store.Load()!.PeriodSeconds;
                    Assert.InRange(now, 1, period);
                    if (_random.Next(2) == 0)
                    {
                        Assert.True(store.Confirm());
                    }

                    Offer(store, ++period);
                }
                catch (PowerCutException)
                {
                    // On with what is left.
                }

                flash = flash.Restart();
            }

            flash.CutAt = int.MaxValue;
            Assert.True(new ConfigurationStore(flash).Load() is { } last && last.PeriodSeconds <= period && last.Bytes.SequenceEqual(Text(last.PeriodSeconds)), $"seed {TestData.Seed} round {round}");
        }
    }

    private static byte[] Text(int period) => Encoding.ASCII.GetBytes($"device = fan-1\nbroker = gw\nperiod = {period}\n");

    private static void Offer(ConfigurationStore store, int period) => Assert.Null(store.TryOffer(Text(period), 0, Text(period).Length, "fan-1"));

    private static void Write(Flash flash, string name, byte[] bytes)
    {
        IStorageFile file = flash.Open(name);
        file.Write(0, bytes, 0, bytes.Length);
        file.Flush();
    }
}
