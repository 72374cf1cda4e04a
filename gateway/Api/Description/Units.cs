using AIoT.Embedded.Gateway.Assets;

namespace AIoT.Embedded.Gateway.Api.Description;

/// <summary>The unit of a number by the name of its member: the API keeps a unit to a name.</summary>
public static class Units
{
    /// <summary>What the table of machines and assets says, where a name has one unit throughout.</summary>
    private static readonly Dictionary<string, string> Table = UnitTable.All.Values.SelectMany(members => members).GroupBy(member => member.Key)
        .Where(group => group.Select(member => member.Value).Distinct().Count() == 1 && group.First().Value != Unit.One)
        .ToDictionary(group => group.Key, group => $"{group.First().Value.Ucum} ({group.First().Value.Name})");

    private static readonly Dictionary<string, string> ByName = new()
    {
        ["health"] = "0 (worst) to 100", ["vibration"] = "0 (worst) to 100", ["fault"] = "0 to 1; among health's parts 0 (worst) to 100", ["lastHealth"] = "0 (worst) to 100", ["drift"] = "1 and above is drift; among health's parts 0 (worst) to 100",
        ["db"] = "dB over the surroundings", ["order"] = "multiple of the shaft's speed",
        ["level"] = "in the spectrum's unit: mm/s RMS, or dB over the surroundings", ["weight"] = "0 to 1", ["factor"] = "0 to 1", ["confidence"] = "0 to 1", ["scores"] = "0 to 1",
        ["classes"] = "0 to 1", ["ensemble"] = "0 to 1", ["crest"] = "ratio", ["kurtosis"] = "ratio, 3 for noise", ["contribution"] = "in the unit of the score", ["base"] = "in the unit of the score", ["sum"] = "in the unit of the score",
        ["score"] = "health 0 to 100; evidence 0 to 1", ["error"] = "in the unit of the score", ["value"] = "as the feature has it", ["baseline"] = "as the feature has it", ["gPerCount"] = "g",
        ["bpfo"] = "events a turn of the shaft", ["bpfi"] = "events a turn of the shaft", ["twoBsf"] = "events a turn of the shaft", ["ftf"] = "events a turn of the shaft",
    };

    private const string Count = "a count", Name = "none: it names something or gives its place";

    /// <summary>Whole numbers that no ending tells, and figures that have no unit. What is new and stands nowhere here is found by a test.</summary>
    private static readonly Dictionary<string, string> Others = new[]
    {
        (Count, "alarms averages backlog balls bootCount bounces commitFailures commits committed compared count cursors dropped duplicates elsewhere errors evaluations failures fallbacks faulty fused gen0 gen1 gen2 handled healthy late missing notYetFused points poison pulses readings received records refusals refused retired retiredReadings runs scored shed spoilt streak switches bootcount healthyWindows tooFarAhead total unfit waiting windows"),
        (Name, "acked activeVersion address alarm amber attestationResultId boot bus buzzer captureId cursor decision epoch firstBroken firstSeq fromSeq green group harmonic id index lastSeq ledgerConsistency ledgerProof pin produced record red result sensor seq sideband size strangers supersededBy toSeq version dbgstat healthyFirstSeq healthyLastSeq"),
        ("windows", "baselineWindows fallWindows riseWindows smoothingWindows"), ("0 to 1", "fidelity agreement alarmOff alarmOn auc ensembleShare meanDifference warningOff warningOn"), ("none: of the calibration's logit", "intercept slope"),
        ("0 unknown, 1 normal, 2 warning, 3 alarm", "state"), ("as the feature has it", "features"), ("bytes", "bytes"), ("percent", "share"), ("standard deviations", "driftAllowance driftLimit"), ("s", "uptime"), ("in the unit of the score", "contributions"), ("none: tiers of AR4SI, by claim", "trustworthiness"), ("h", "hours"), ("min", "minutes"), ("Hz", "hz"),
        ("none: a population stability index", "psi"), ("pulses a turn", "pulsesPerRevolution"), ("intervals of the sensor", "staleIntervals"), ("part of the limit", "zoneHysteresis"), ("samples", "samples"), ("samples to one", "decimation stretch"),
    }.SelectMany(entry => entry.Item2.Split(' ').Select(name => (name, entry.Item1))).ToDictionary();

    private static readonly (string Ending, string Unit)[] ByEnding =
    [
        ("UtcMs", "UTC milliseconds since 1970-01-01"), ("ReceivedMs", "UTC milliseconds since 1970-01-01"), ("raisedMs", "milliseconds of machine time"), ("returnedMs", "milliseconds of machine time"), ("atMs", "milliseconds of machine time"),
        ("addedMs", "UTC milliseconds since 1970-01-01"), ("receivedMs", "UTC milliseconds since 1970-01-01"), ("utcMs", "UTC milliseconds since 1970-01-01"), ("Ms", "milliseconds"), ("Mm", "mm"), ("MmS", "mm/s RMS"), ("Hz", "Hz"), ("Seconds", "s"),
        ("seconds", "s"), ("Days", "days"), ("PerDay", "relative, a day"), ("Rpm", "revolutions a minute"), ("Celsius", "degrees Celsius"), ("Bytes", "bytes"), ("DbPerUnit", "dB"), ("Db", "dB"), ("atS", "s of machine time"), ("clockS", "s of machine time"), ("S", "s of machine time"), ("G", "g"),
    ];

    /// <returns>Null: nobody has said.</returns>
    public static string? Of(string member) =>
        ByName.TryGetValue(member, out string? unit) || Others.TryGetValue(member, out unit) || Table.TryGetValue(member, out unit) ? unit
        : ByEnding.Where(entry => member.EndsWith(entry.Ending, StringComparison.Ordinal)).OrderByDescending(entry => entry.Ending.Length).Select(entry => entry.Unit).FirstOrDefault();
}
