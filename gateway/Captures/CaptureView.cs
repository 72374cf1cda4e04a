namespace AIoT.Embedded.Gateway.Captures;

/// <summary>A raw capture as the API shows it.</summary>
/// <param name="Id">Number of the capture on this gateway.</param>
/// <param name="Machine">The machine its sensor is on; empty: none that the assets name.</param>
/// <param name="Sensor">The sensor's name; empty: not known.</param>
/// <param name="Device">The board.</param>
/// <param name="TakenUtcMs">The window's end, UTC milliseconds: by the board's clock, else when it came.</param>
/// <param name="Cause"><c>request</c> or <c>alarm</c>.</param>
/// <param name="AskedBy">API key's id, <c>alarm</c>, or empty where the board took it by itself.</param>
/// <param name="Seq">Number of the reading of the same window; 0: none.</param>
/// <param name="RateHz">Samples per second.</param>
/// <param name="Samples">How many.</param>
/// <param name="Seconds">How long it lasts.</param>
/// <param name="GPerCount">Weight of a count in g.</param>
/// <param name="ShaftHz">Shaft speed in Hz; null: unknown.</param>
/// <param name="SpeedFrom"><c>reading</c> (measured with its window), <c>input</c> (counted by the gateway's own input), <c>configured</c> (nominal, by the assets of the time); empty: unknown.</param>
/// <param name="Sha256">Of the samples as int16 little-endian, hex.</param>
public sealed record CaptureView(
    long Id, string Machine, string Sensor, string Device, long TakenUtcMs, string Cause, string AskedBy, long Seq, int RateHz, int Samples, double Seconds, double GPerCount, double? ShaftHz, string SpeedFrom, string Sha256);
