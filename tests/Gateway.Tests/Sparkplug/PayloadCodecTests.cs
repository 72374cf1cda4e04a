using System.Text;
using AIoT.Embedded.Gateway.Sparkplug.Payloads;
using AIoT.Embedded.Tests.Common;
using Xunit;

namespace AIoT.Embedded.Gateway.Tests.Sparkplug;

public sealed class PayloadCodecTests
{
    private const string Vectors = "sparkplug/vectors_tahu_js_1.0.3";
    private const long Then = 1700000000000;

    public static TheoryData<string> Names => ["NBIRTH", "DBIRTH", "NDATA_alias", "NDEATH", "EMPTY_SEQ255"];

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void What_Tahu_encodes_is_read_and_written_again_to_the_byte(string name)
    {
        byte[] expected = File.ReadAllBytes(TestData.Shared($"{Vectors}/{name}.bin"));
        Assert.True(PayloadCodec.TryRead(expected, out Payload payload, out string reason), reason);
        if (name == "NBIRTH")
        {
            // Its metric with two properties: this node sends only engUnit.
            Assert.Equal("g", payload.Metrics[2].Unit);
            Assert.Equal(0.125f, payload.Metrics[2].Value);
            Assert.Equal<byte>([1, 2, 3, 255], (byte[])payload.Metrics[4].Value!);
            Assert.Equal(0, payload.Seq);
            return;
        }

        Payload written = name == "DBIRTH"
            ? new Payload(Then + 1, 1,
            [
                new Metric("Temp", MetricType.Double, 21.75, Then + 1, 10),
                new Metric("Uptime", MetricType.UInt32, 4294967295UL, Then + 1, 11),
                new Metric("Started", MetricType.DateTime, 0UL, Then + 1, 12),
            ])
            : payload;
        // protobuf keeps fields in the order of their numbers here and there, so the bytes must be the same ones.
        Assert.Equal(Convert.ToHexString(expected), Convert.ToHexString(PayloadCodec.Write(written)));
    }

    [Theory]
    [InlineData(MetricType.Int8, -23L, 4294967273UL)]
    [InlineData(MetricType.Int16, -1L, 4294967295UL)]
    [InlineData(MetricType.Int32, int.MinValue + 0L, 2147483648UL)]
    public void Negative_small_integers_travel_as_two_s_complement_in_int_value(MetricType type, long value, ulong expected)
    {
        byte[] bytes = PayloadCodec.Write(new Payload(null, null, [new Metric("m", type, value)]));
        Assert.Equal(expected, PayloadMessage.Parser.ParseFrom(bytes).Metrics[0].IntValue);
        Assert.True(PayloadCodec.TryRead(bytes, out Payload read, out _));
        Assert.Equal(value, read.Metrics[0].Value);
    }

    [Fact]
    public void UInt32_travels_in_long_value()
    {
        byte[] bytes = PayloadCodec.Write(new Payload(null, null, [new Metric("m", MetricType.UInt32, 7UL)]));
        Assert.Equal(MetricMessage.ValueOneofCase.LongValue, PayloadMessage.Parser.ParseFrom(bytes).Metrics[0].ValueCase);
    }

    [Fact]
    public void A_value_that_is_not_there_is_marked_null_and_has_no_value()
    {
        MetricMessage metric = PayloadMessage.Parser.ParseFrom(PayloadCodec.Write(new Payload(1, 0, [new Metric("Shaft Speed", MetricType.Float, null, Unit: "Hz")]))).Metrics[0];
        Assert.True(metric.IsNull);
        Assert.Equal(MetricMessage.ValueOneofCase.None, metric.ValueCase);
        Assert.Equal((uint)MetricType.Float, metric.Datatype);
    }

    [Fact]
    public void Damaged_payloads_are_refused_or_read_and_never_throw()
    {
        byte[] good = PayloadCodec.Write(new Payload(Then, 3,
        [
            new Metric("Node Control/Rebirth", MetricType.Boolean, true, Then), new Metric("a", MetricType.Int8, -1L, Then, 4, true, "mm/s"), new Metric("b", MetricType.String, "ä", Then),
        ]));
        var random = new Random(TestData.Seed);
        int refused = 0;
        for (int i = 0; i < (TestData.LongMode ? 1_000_000 : 20_000); i++)
        {
            byte[] bad = good[..random.Next(good.Length + 1)];
            for (int k = random.Next(6); k > 0 && bad.Length > 0; k--)
            {
                bad[random.Next(bad.Length)] = (byte)random.Next(256);
            }

            if (!PayloadCodec.TryRead(bad, out _, out string reason))
            {
                refused++;
                Assert.True(reason.Length > 0 && !reason.Contains('\n'), $"seed {TestData.Seed}, case {i}");
            }
        }

        Assert.True(refused > 1000, $"seed {TestData.Seed}: only {refused} refused");
        Assert.False(PayloadCodec.TryRead(new byte[PayloadCodec.LargestIncoming + 1], out _, out _));
        Assert.False(PayloadCodec.TryRead(Encoding.UTF8.GetBytes("{\"online\":true}"), out _, out _));
    }
}
