using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Fusion;
using AIoT.Embedded.Gateway.Ingest;
using AIoT.Embedded.Gateway.Tests.Support;
using FsCheck;
using FsCheck.Fluent;

namespace AIoT.Embedded.Gateway.Tests.Fusion;

/// <summary>What holds for any evidence, whatever the figures.</summary>
public sealed class FusionLawTests
{
    private static readonly IsoLimits Iso = new(2, "rigid", 1.4, 2.8, 4.5, "test");
    private static readonly FusionSettings Settings = new();
    private static readonly Gen<double> Part = Gen.Choose(0, 1000).Select(n => n / 1000.0);

    private static readonly Gen<SensorShare[]> Shares =
        (from weight in Part from fault in Part from velocity in Gen.Choose(0, 12_000) from drift in Gen.Choose(0, 3000) select (weight, fault, velocity, drift))
        .NonEmptyListOf().Select(list => list.Select((entry, i) => new SensorShare($"s{i}", entry.weight, entry.fault, entry.velocity / 1000.0, entry.drift / 1000.0)).ToArray());

    [Fact]
    public void Fused_evidence_lies_between_the_least_and_the_most_of_the_sensors_that_count() => Holds(Shares, shares =>
    {
        SensorShare[] counting = [.. shares.Where(share => share.Weight > 0)];
        FusedEvidence fused = EvidenceFusion.Of(shares, Iso, Settings, 0.123);
        if (counting.Length == 0)
        {
            Assert.Equal(0.123, fused.Fault);
            return;
        }

        Assert.InRange(fused.Fault, counting.Min(share => share.Fault) - 1e-9, counting.Max(share => share.Fault) + 1e-9);
    });

    [Fact]
    public void The_order_of_sensors_does_not_matter() => Holds(Shares, shares =>
    {
        FusedEvidence plain = EvidenceFusion.Of(shares, Iso, Settings, 0), reversed = EvidenceFusion.Of([.. shares.Reverse()], Iso, Settings, 0);
        Assert.Equal(plain.Fault, reversed.Fault, 9);
        Assert.Equal((plain.Velocity, plain.Drift), (reversed.Velocity, reversed.Drift));
        Assert.Equal(plain.Health, reversed.Health, 6);
    });

    [Fact]
    public void The_same_sensor_named_twice_changes_nothing() => Holds(Shares, shares =>
    {
        FusedEvidence once = EvidenceFusion.Of(shares, Iso, Settings, 0), twice = EvidenceFusion.Of([.. shares, .. shares], Iso, Settings, 0);
        Assert.Equal(once.Fault, twice.Fault, 9);
        Assert.Equal((once.Velocity, once.Drift), (twice.Velocity, twice.Drift));
    });

    [Fact]
    public void More_of_any_evidence_never_makes_a_machine_healthier() => Holds(from shares in Shares from which in Gen.Choose(0, 1000) from more in Part select (shares, which, more), given =>
    {
        int i = given.which % given.shares.Length;
        double health = EvidenceFusion.Of(given.shares, Iso, Settings, 0).Health;
        SensorShare[] Worse(Func<SensorShare, SensorShare> change) => [.. given.shares.Select((share, n) => n == i ? change(share) : share)];
        Assert.True(EvidenceFusion.Of(Worse(share => share with { Fault = Math.Max(share.Fault, given.more) }), Iso, Settings, 0).Health <= health + 1e-9);
        Assert.True(EvidenceFusion.Of(Worse(share => share with { Velocity = share.Velocity + (10 * given.more) }), Iso, Settings, 0).Health <= health + 1e-9);
        Assert.True(EvidenceFusion.Of(Worse(share => share with { Drift = share.Drift + given.more }), Iso, Settings, 0).Health <= health + 1e-9);
    });

    [Fact]
    public void A_sensor_that_weighs_nothing_says_nothing() => Holds(from shares in Shares from fault in Part select (shares, fault), given =>
    {
        FusedEvidence without = EvidenceFusion.Of(given.shares, Iso, Settings, 0), with = EvidenceFusion.Of([.. given.shares, new SensorShare("dumb", 0, given.fault, 50, 9)], Iso, Settings, 0);
        Assert.Equal(without.Fault, with.Fault);
        Assert.Equal((without.Velocity, without.Drift, without.Health), (with.Velocity, with.Drift, with.Health));
    });

    [Fact]
    public void Another_flaw_never_makes_a_reading_weigh_more() => Holds(from a in Gen.Choose(0, 15) from b in Gen.Choose(0, 15) select (a, b), given =>
    {
        double some = ReadingQuality.Product(ReadingQuality.Of((ReadingFlags)given.a)), more = ReadingQuality.Product(ReadingQuality.Of((ReadingFlags)(given.a | given.b)));
        Assert.InRange(more, 0, some);
        Assert.InRange(some, 0, 1);
    });

    [Fact]
    public void Longer_silence_never_makes_a_sensor_weigh_more() => Holds(from a in Gen.Choose(0, 100_000) from b in Gen.Choose(0, 100_000) select (Math.Min(a, b), Math.Max(a, b)), given =>
    {
        double Weight(double silent) => ReadingQuality.OfSilence(silent, 500, 5)?.Factor ?? 1;
        Assert.InRange(Weight(given.Item2), 0, Weight(given.Item1));
    });

    [Fact]
    public void A_reading_that_comes_twice_changes_nothing()
    {
        var once = new FusionScript();
        var twice = new FusionScript();
        for (int i = 1; i <= 60; i++)
        {
            once.Window(outer: i / 70.0, seq: i);
            twice.Window(outer: i / 70.0, seq: i);
            twice.Window(outer: 0.99, velocity: 40, seq: i);
        }

        Assert.Equal(once.Machine.Current.Fault, twice.Machine.Current.Fault);
        Assert.Equal(once.Machine.Current.Velocity, twice.Machine.Current.Velocity);
        Assert.Equal(once.Taken, twice.Taken);
        Assert.Equal(60, twice.Machine.Memory.Sensors["fan-1"].Late);
    }

    private static void Holds<T>(Gen<T> cases, Action<T> law) => Prop.ForAll(cases.ToArbitrary(), law).QuickCheckThrowOnFailure();
}
