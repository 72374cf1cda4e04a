using Google.Protobuf;

namespace AIoT.Embedded.Gateway.Sparkplug.Payloads;

/// <summary>Payloads to bytes and back (Sparkplug 3.0, chapter 6).</summary>
public static class PayloadCodec
{
    private const string UnitProperty = "engUnit";

    /// <summary>A command is a handful of metrics: what is longer is no command for this node.</summary>
    public const int LargestIncoming = 64 * 1024;

    public static byte[] Write(Payload payload)
    {
        var message = new PayloadMessage();
        if (payload.TimestampMs is { } made)
        {
            message.Timestamp = (ulong)made;
        }

        if (payload.Seq is { } seq)
        {
            message.Seq = (ulong)seq;
        }

        foreach (Metric metric in payload.Metrics)
        {
            message.Metrics.Add(Write(metric));
        }

        return message.ToByteArray();
    }

    /// <summary>Reads a payload whose metrics are of the types of <see cref="MetricType"/>.</summary>
    /// <returns>False, with the reason, for anything else.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out Payload payload, out string reason)
    {
        payload = new Payload(null, null, []);
        if (bytes.Length > LargestIncoming)
        {
            reason = $"{bytes.Length} bytes: more than {LargestIncoming}";
            return false;
        }

        try
        {
            PayloadMessage message = PayloadMessage.Parser.ParseFrom(bytes);
            if (message.HasSeq && message.Seq > 255)
            {
                reason = $"seq {message.Seq}: more than 255";
                return false;
            }

            payload = new Payload(message.HasTimestamp ? (long)message.Timestamp : null, message.HasSeq ? (int)message.Seq : null, [.. message.Metrics.Select(Read)]);
            reason = "";
            return true;
        }
        catch (InvalidProtocolBufferException wrong)
        {
            reason = wrong.Message.ReplaceLineEndings(" ");
            return false;
        }
        catch (FormatException wrong)
        {
            reason = wrong.Message.ReplaceLineEndings(" ");
            return false;
        }
    }

    private static MetricMessage Write(Metric metric)
    {
        var message = new MetricMessage { Datatype = (uint)metric.Type };
        if (metric.Name.Length > 0)
        {
            message.Name = metric.Name;
        }

        if (metric.Alias is { } alias)
        {
            message.Alias = alias;
        }

        if (metric.TimestampMs != 0)
        {
            message.Timestamp = (ulong)metric.TimestampMs;
        }

        if (metric.Historical)
        {
            message.IsHistorical = true;
        }

        if (metric.Unit is { } unit)
        {
            message.Properties = new PropertySetMessage { Keys = { UnitProperty }, Values = { new PropertyValueMessage { Type = (uint)MetricType.String, StringValue = unit } } };
        }

        switch (metric.Type)
        {
            case var _ when metric.Value is null:
                message.IsNull = true;
                break;
            case MetricType.Int8 or MetricType.Int16 or MetricType.Int32:
                // Two's complement in 32 bits, whatever the width: Int8 -23 travels as 4294967273.
                message.IntValue = unchecked((uint)(long)metric.Value);
                break;
            case MetricType.UInt8 or MetricType.UInt16:
                message.IntValue = (uint)(ulong)metric.Value;
                break;
            case MetricType.Int64:
                message.LongValue = unchecked((ulong)(long)metric.Value);
                break;
            case MetricType.UInt32 or MetricType.UInt64 or MetricType.DateTime:
                message.LongValue = (ulong)metric.Value;
                break;
            case MetricType.Float:
                message.FloatValue = (float)metric.Value;
                break;
            case MetricType.Double:
                message.DoubleValue = (double)metric.Value;
                break;
            case MetricType.Boolean:
                message.BooleanValue = (bool)metric.Value;
                break;
            case MetricType.String or MetricType.Text:
                message.StringValue = (string)metric.Value;
                break;
            case MetricType.Bytes:
                message.BytesValue = ByteString.CopyFrom((byte[])metric.Value);
                break;
            default:
                throw new ArgumentException($"metric {metric.Name}: no data type {metric.Type}");
        }

        return message;
    }

    private static Metric Read(MetricMessage message)
    {
        var type = (MetricType)message.Datatype;
        string name = message.Name;
        object? value = (message.ValueCase, type) switch
        {
            _ when message.IsNull => null,
            (MetricMessage.ValueOneofCase.IntValue, MetricType.Int8) => (long)unchecked((sbyte)message.IntValue),
            (MetricMessage.ValueOneofCase.IntValue, MetricType.Int16) => (long)unchecked((short)message.IntValue),
            (MetricMessage.ValueOneofCase.IntValue, MetricType.Int32) => (long)unchecked((int)message.IntValue),
            (MetricMessage.ValueOneofCase.IntValue, MetricType.UInt8) => (ulong)unchecked((byte)message.IntValue),
            (MetricMessage.ValueOneofCase.IntValue, MetricType.UInt16) => (ulong)unchecked((ushort)message.IntValue),
            (MetricMessage.ValueOneofCase.LongValue, MetricType.Int64) => unchecked((long)message.LongValue),
            (MetricMessage.ValueOneofCase.LongValue, MetricType.UInt32 or MetricType.UInt64 or MetricType.DateTime) => message.LongValue,
            // Some writers put UInt32 into the 32-bit field.
            (MetricMessage.ValueOneofCase.IntValue, MetricType.UInt32) => (ulong)message.IntValue,
            (MetricMessage.ValueOneofCase.FloatValue, MetricType.Float) => message.FloatValue,
            (MetricMessage.ValueOneofCase.DoubleValue, MetricType.Double) => message.DoubleValue,
            (MetricMessage.ValueOneofCase.BooleanValue, MetricType.Boolean) => message.BooleanValue,
            (MetricMessage.ValueOneofCase.StringValue, MetricType.String or MetricType.Text) => message.StringValue,
            (MetricMessage.ValueOneofCase.BytesValue, MetricType.Bytes) => message.BytesValue.ToByteArray(),
            _ => throw new FormatException($"metric '{name}': a value of kind {message.ValueCase} is none of data type {message.Datatype}"),
        };
        string? unit = null;
        if (message.Properties is { } properties)
        {
            int at = properties.Keys.IndexOf(UnitProperty);
            unit = at >= 0 && at < properties.Values.Count && properties.Values[at].ValueCase == PropertyValueMessage.ValueOneofCase.StringValue ? properties.Values[at].StringValue : null;
        }

        return new Metric(name, type, value, (long)message.Timestamp, message.HasAlias ? message.Alias : null, message.IsHistorical, unit);
    }
}
