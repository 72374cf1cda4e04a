namespace AIoT.Embedded.Gateway.Captures;

/// <summary>A whole window of raw samples.</summary>
/// <param name="Seq">Number of the reading of the same window; 0: none.</param>
/// <param name="Sensor">Index of the sensor on the board; null: not known.</param>
/// <param name="SpeedMilliHz">Shaft speed in 1e-3 turns a second; 0 or null: unknown.</param>
/// <param name="SpeedFrom">Where it is from: <c>reading</c> (of the same window), <c>input</c> (the gateway's own), <c>configured</c> (the assets' nominal one then); empty: unknown.</param>
/// <param name="UtcMs">Window's end by the board's clock; 0: it had none.</param>
/// <param name="Cause"><c>request</c> or <c>alarm</c>.</param>
/// <param name="AskedBy">Who asked the gateway for it; empty: the board took it by itself.</param>
/// <param name="NanoG">Weight of one count in 1e-9 g.</param>
/// <param name="Sha256">Of the samples as int16, little-endian.</param>
public sealed record Capture(
    long Id,
    string Device,
    CaptureKey Key,
    long Seq,
    int? Sensor,
    int? SpeedMilliHz,
    long UtcMs,
    long ReceivedMs,
    string Cause,
    string AskedBy,
    int RateHz,
    int NanoG,
    int Count,
    string Sha256,
    string SpeedFrom = "");
