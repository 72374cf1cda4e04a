namespace AIoT.Embedded.Gateway.Assets;

/// <summary>The unit of every number that the API shows of machines and assets, by what shows it and the name that it has there.</summary>
public static class UnitTable
{
    public static IReadOnlyDictionary<string, IReadOnlyDictionary<string, Unit>> All { get; } = new Dictionary<string, IReadOnlyDictionary<string, Unit>>
    {
        ["machine"] = new Dictionary<string, Unit>
        {
            ["sinceS"] = Unit.Second, ["sinceUtcMs"] = Unit.UtcMillisecond, ["health"] = Unit.Percent, ["fault"] = Unit.One, ["classes"] = Unit.One, ["velocity"] = Unit.Velocity, ["drift"] = Unit.One,
            ["confidence"] = Unit.One, ["clockS"] = Unit.Second, ["windows"] = Unit.One, ["alarms"] = Unit.One, ["firstAlarmS"] = Unit.Second, ["firstAlarmUtcMs"] = Unit.UtcMillisecond,
            ["firstReceivedMs"] = Unit.UtcMillisecond, ["lastReceivedMs"] = Unit.UtcMillisecond,
            ["lastHealth"] = Unit.Percent, ["lastHealthUtcMs"] = Unit.UtcMillisecond, ["silentS"] = Unit.Second,
        },
        ["machine.parts"] = new Dictionary<string, Unit> { ["fault"] = Unit.Percent, ["vibration"] = Unit.Percent, ["drift"] = Unit.Percent },
        ["machine.iso"] = new Dictionary<string, Unit> { ["group"] = Unit.One, ["ab"] = Unit.Velocity, ["bc"] = Unit.Velocity, ["cd"] = Unit.Velocity },
        ["sensor"] = new Dictionary<string, Unit>
        {
            ["index"] = Unit.One, ["weight"] = Unit.One, ["velocity"] = Unit.Velocity, ["streak"] = Unit.One, ["windows"] = Unit.One, ["late"] = Unit.One, ["spoilt"] = Unit.One,
            ["classes"] = Unit.One, ["ensemble"] = Unit.One,
        },
        ["sensor.reasons"] = new Dictionary<string, Unit> { ["factor"] = Unit.One },
        ["sensor.last"] = new Dictionary<string, Unit>
        {
            ["seq"] = Unit.One, ["receivedMs"] = Unit.UtcMillisecond, ["uptimeMs"] = Unit.Millisecond, ["features"] = Unit.One, ["scores"] = Unit.One, ["rateHz"] = Unit.Hertz, ["shaftHz"] = Unit.Hertz,
            ["velocity"] = Unit.Velocity, ["accelerationG"] = Unit.Gravity, ["peakG"] = Unit.Gravity, ["crest"] = Unit.One, ["kurtosis"] = Unit.One,
        },
        ["trend"] = new Dictionary<string, Unit>
        {
            ["atS"] = Unit.Second, ["utcMs"] = Unit.UtcMillisecond, ["health"] = Unit.Percent, ["velocity"] = Unit.Velocity, ["fault"] = Unit.One, ["state"] = Unit.One,
        },
        ["outlook"] = new Dictionary<string, Unit>
        {
            ["limitMmS"] = Unit.Velocity, ["earliestDays"] = Unit.Day, ["latestDays"] = Unit.Day, ["growthPerDay"] = Unit.One, ["spanDays"] = Unit.Day, ["points"] = Unit.One,
        },
        ["fieldIo.speeds"] = new Dictionary<string, Unit> { ["rpm"] = Unit.PerMinute, ["pulses"] = Unit.One, ["bounces"] = Unit.One },
        ["fieldIo.temperatures"] = new Dictionary<string, Unit> { ["celsius"] = Unit.Celsius, ["utcMs"] = Unit.UtcMillisecond },
        ["asset"] = new Dictionary<string, Unit> { ["powerKw"] = Unit.Kilowatt },
        ["asset.speed"] = new Dictionary<string, Unit> { ["rpm"] = Unit.PerMinute, ["lowest"] = Unit.PerMinute, ["highest"] = Unit.PerMinute, ["stillBelow"] = Unit.PerMinute },
        ["asset.bearings.geometry"] = new Dictionary<string, Unit>
        {
            ["balls"] = Unit.One, ["ballDiameterMm"] = Unit.Millimetre, ["pitchDiameterMm"] = Unit.Millimetre, ["contactAngleDegrees"] = Unit.Degree,
        },
        ["asset.bearings.orders"] = new Dictionary<string, Unit> { ["bpfo"] = Unit.Order, ["bpfi"] = Unit.Order, ["twoBsf"] = Unit.Order, ["ftf"] = Unit.Order },
    };
}
