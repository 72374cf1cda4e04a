using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Gateway.Ingest;

/// <summary>The boards' own codec (firmware/Wire). Its objects are reused: one codec serves one thread.</summary>
public sealed class WireCodec : IWireCodec
{
    private static readonly SensorReading NoReading = new() { Epoch = 0, Seq = 0 };
    private static readonly BoardHealth NoHealth = new(0, 0, 0, 0, 0, 0, 0, "", 0);

    private readonly Reading _reading = new();
    private readonly Health _health = new();
    private readonly Cursor _cursor = new();
    private readonly byte[] _buffer = new byte[WireLimits.CursorBytes];

    public bool TryReadKey(byte[] payload, out long epoch, out long seq, out string reason)
    {
        bool isReading = _reading.TryDecode(payload, 0, payload.Length);
        (epoch, seq, reason) = isReading ? (_reading.Epoch, _reading.Seq, "") : (0, 0, _reading.Reason ?? "not a Reading");
        return isReading;
    }

    public bool TryReadReading(byte[] payload, out SensorReading reading, out string reason)
    {
        reading = NoReading;
        reason = "";
        if (!_reading.TryDecode(payload, 0, payload.Length))
        {
            reason = _reading.Reason ?? "not a Reading";
            return false;
        }

        reading = new SensorReading
        {
            Epoch = _reading.Epoch,
            Seq = _reading.Seq,
            Boot = _reading.Boot,
            TimeMs = _reading.Time,
            UptimeMs = _reading.Uptime,
            Sensor = _reading.Sensor,
            Flags = (ReadingFlags)_reading.Flags,
            Model = _reading.HasModel ? Convert.ToHexStringLower(_reading.Model) : "",
            RateHz = _reading.Rate,
            ShaftSpeedMilliHz = _reading.SpeedMilliHz,
            Features = _reading.Features[.._reading.FeatureCount],
            Scores = _reading.Scores[.._reading.ScoreCount],
            State = _reading.State,
            Class = _reading.Class,
            Score = _reading.Score,
            VelocityRms = Math.Max(0, _reading.Scalars[0]),
            AccelerationRms = _reading.Scalars[1],
            Peak = _reading.Scalars[2],
            Crest = _reading.Scalars[3],
            Kurtosis = _reading.Scalars[4],
        };
        return true;
    }

    public bool TryReadHealth(byte[] payload, out BoardHealth health, out string reason)
    {
        health = NoHealth;
        reason = "";
        if (!_health.TryDecode(payload, 0, payload.Length))
        {
            reason = _health.Reason ?? "not a Health";
            return false;
        }

        if (_health.Acked > _health.Produced)
        {
            reason = $"{_health.Acked} is acknowledged, and only {_health.Produced} were produced";
            return false;
        }

        health = new BoardHealth(
            _health.Epoch, _health.Boot, _health.Uptime, _health.Produced, _health.Acked, _health.Refused, _health.Errors, _health.Firmware, _health.Free);
        return true;
    }

    public byte[] WriteCursor(long epoch, long seq, long timeMs)
    {
        _cursor.Epoch = (uint)epoch;
        _cursor.Seq = seq;
        _cursor.Time = timeMs;
        return _buffer[.._cursor.Encode(_buffer, 0)];
    }
}
