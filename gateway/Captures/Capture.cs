namespace AIoT.Embedded.Gateway.Captures;

/// <summary>A whole window of raw samples.</summary>
/// <param name="Seq">Number of the reading of the same window; 0: none.</param>
/// <param name="Sensor">Index of the sensor on the board; null: not known.</param>
/// <param name="SpeedMilliHz">Shaft speed that the reading's orders were taken at; 0 or null: unknown.</param>
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
    string Sha256);
