using FsCheck;
using FsCheck.Fluent;
using TestData = AIoT.Embedded.Tests.Common.TestData;

namespace AIoT.Embedded.Wire.Tests;

public sealed class CodecTests
{
    [Fact]
    public void Every_integer_is_read_back_from_its_shortest_form()
    {
        byte[] buffer = new byte[9];
        var writer = new CborWriter();
        var reader = new CborReader();
        foreach (long magnitude in new[] { 0L, 1, 22, 23, 24, 25, 254, 255, 256, 65534, 65535, 65536, 2147483646, 2147483647 })
        {
            foreach (long value in new[] { magnitude, ~magnitude })
            {
                writer.Reset(buffer, 0, buffer.Length);
                writer.WriteInteger(value);
                Assert.Equal(magnitude < 24 ? 1 : magnitude < 256 ? 2 : magnitude < 65536 ? 3 : 5, writer.Length);
                reader.Reset(buffer, 0, writer.Length);
                Assert.Equal(value, reader.ReadInt32());
                Assert.True(reader.AtEnd && !reader.Failed, reader.Reason);
            }
        }
    }

    [Fact]
    public void Integers_of_more_than_32_bits_are_refused_where_32_are_asked_for()
    {
        byte[] buffer = new byte[9];
        var writer = new CborWriter();
        var reader = new CborReader();
        foreach (long value in new[] { 2147483648L, -2147483649L, long.MaxValue, long.MinValue })
        {
            writer.Reset(buffer, 0, buffer.Length);
            writer.WriteInteger(value);
            reader.Reset(buffer, 0, writer.Length);
            Assert.Equal(0, reader.ReadInt32());
            Assert.True(reader.Failed);
        }
    }

    [Fact]
    public void Random_readings_come_back_as_they_went()
    {
        var random = new Random(TestData.Seed);
        byte[] buffer = new byte[WireLimits.ReadingBytes];
        byte[] again = new byte[WireLimits.ReadingBytes];
        int cases = TestData.LongMode ? 1_000_000 : 5_000;
        var decoded = new Reading();
        for (int i = 0; i < cases; i++)
        {
            Reading reading = Samples.Reading(random);
            int length = reading.Encode(buffer, 0);
            Assert.True(length > 0, $"seed {TestData.Seed} case {i}");
            Assert.True(decoded.TryDecode(buffer, 0, length), $"seed {TestData.Seed} case {i}: {decoded.Reason}");
            Assert.True(Same(reading, decoded), $"seed {TestData.Seed} case {i}");
            Assert.Equal(length, decoded.Encode(again, 0));
            Assert.True(buffer.AsSpan(0, length).SequenceEqual(again.AsSpan(0, length)), $"seed {TestData.Seed} case {i}");
        }
    }

    [Fact]
    public void Random_cursors_come_back_as_they_went() => Prop.ForAll<uint, long, long>((epoch, seq, time) =>
    {
        byte[] buffer = new byte[WireLimits.CursorBytes];
        var cursor = new Cursor { Epoch = epoch, Seq = seq & WireLimits.MaxInteger, Time = time & WireLimits.MaxInteger };
        int length = cursor.Encode(buffer, 0);
        var decoded = new Cursor();
        return decoded.TryDecode(buffer, 0, length) && decoded.Epoch == cursor.Epoch && decoded.Seq == cursor.Seq && decoded.Time == cursor.Time;
    }).QuickCheckThrowOnFailure();

    /// <summary>
    /// Damaged messages of every kind: the decoder neither throws nor reads outside its range, and what it accepts is
    /// deterministic: encoding it again gives the same bytes, or fewer where unknown keys were skipped.
    /// </summary>
    [Fact]
    public void Damaged_messages_are_refused_or_mean_what_they_say()
    {
        var random = new Random(TestData.Seed);
        MessageCodec[] codecs = MessageCodec.All();
        byte[][] seeds = [.. codecs.SelectMany(codec => WireVectors.Messages(codec.Vectors)).Select(WireVectors.Bytes)];
        int cases = TestData.LongMode ? 3_000_000 : 60_000;
        byte[] encoded = new byte[WireLimits.CommandBytes];
        int accepted = 0;
        for (int i = 0; i < cases; i++)
        {
            // Each decoder gets each message, at a place of its own in a larger buffer.
            byte[] damaged = Damage(random, seeds[random.Next(seeds.Length)]);
            int offset = random.Next(3);
            byte[] message = [.. new byte[offset], .. damaged, 0x01];
            foreach (MessageCodec codec in codecs)
            {
                if (!codec.TryDecode(message, offset, damaged.Length))
                {
                    Assert.NotNull(codec.Reason());
                    continue;
                }

                accepted++;
                int length = codec.Encode(encoded, 0);
                Assert.True(length > 0 && (length < damaged.Length || damaged.AsSpan().SequenceEqual(encoded.AsSpan(0, length))), $"{codec.Vectors} seed {TestData.Seed} case {i} {Convert.ToHexString(damaged)}");
            }
        }

        Assert.NotEqual(0, accepted);
    }

    [Fact]
    public void Pure_noise_is_survived()
    {
        var random = new Random(TestData.Seed);
        MessageCodec[] codecs = MessageCodec.All();
        var reader = new CborReader();
        for (int i = 0; i < (TestData.LongMode ? 1_000_000 : 20_000); i++)
        {
            byte[] noise = new byte[random.Next(80)];
            random.NextBytes(noise);
            foreach (MessageCodec codec in codecs)
            {
                Assert.False(codec.TryDecode(noise, 0, noise.Length));
            }

            reader.Reset(noise, 0, noise.Length);
            while (!reader.AtEnd && !reader.Failed)
            {
                reader.Skip();
            }
        }
    }

    [Fact]
    public void A_message_longer_than_its_kind_may_be_is_refused_unread()
    {
        foreach (MessageCodec codec in MessageCodec.All())
        {
            byte[] endless = new byte[1 << 20];
            WireVectors.Bytes(WireVectors.Messages(codec.Vectors).First()).CopyTo(endless, 0);
            Assert.False(codec.TryDecode(endless, 0, endless.Length));
            Assert.Equal("the message is too long", codec.Reason());
        }
    }

    [Fact]
    public void A_buffer_too_small_is_reported_and_never_overrun()
    {
        Reading reading = Samples.Reading(new Random(3));
        byte[] whole = new byte[WireLimits.ReadingBytes];
        int length = reading.Encode(whole, 0);
        for (int room = 0; room < length; room++)
        {
            Assert.Equal(0, reading.Encode(new byte[room], 0));
        }

        Assert.Equal(length, reading.Encode(new byte[length], 0));
    }

    [Fact]
    public void Encoding_and_decoding_a_reading_allocates_nothing()
    {
        Reading reading = Samples.Reading(new Random(4));
        var decoded = new Reading();
        byte[] buffer = new byte[WireLimits.ReadingBytes];
        int length = reading.Encode(buffer, 0);
        Assert.True(decoded.TryDecode(buffer, 0, length));

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            length = reading.Encode(buffer, 0);
            decoded.TryDecode(buffer, 0, length);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_text_that_is_not_ascii_is_refused_on_both_sides()
    {
        var health = new Health { Boot = 1, Firmware = "0.1.0-\u00fc" };
        Assert.Throws<ArgumentException>(() => health.Encode(new byte[100], 0));
        health.Firmware = new string('x', 33);
        byte[] buffer = new byte[200];
        int length = health.Encode(buffer, 0);
        Assert.False(new Health().TryDecode(buffer, 0, length));
    }

    private static bool Same(Reading a, Reading b) =>
        (a.Epoch, a.Seq, a.Boot, a.Time, a.Uptime, a.Sensor, a.Flags) == (b.Epoch, b.Seq, b.Boot, b.Time, b.Uptime, b.Sensor, b.Flags)
        && (a.HasModel, a.Rate, a.SpeedMilliHz, a.FeatureCount, a.ScoreCount, a.State, a.Class, a.Score) == (b.HasModel, b.Rate, b.SpeedMilliHz, b.FeatureCount, b.ScoreCount, b.State, b.Class, b.Score)
        && (a.Windows, a.HasNovelty, a.Novelty) == (b.Windows, b.HasNovelty, b.Novelty)
        && a.Model.AsSpan().SequenceEqual(b.Model)
        && a.Features.AsSpan(0, a.FeatureCount).SequenceEqual(b.Features.AsSpan(0, b.FeatureCount))
        && a.Scores.AsSpan(0, a.ScoreCount).SequenceEqual(b.Scores.AsSpan(0, b.ScoreCount))
        && a.Scalars.AsSpan().SequenceEqual(b.Scalars);

    private static byte[] Damage(Random random, byte[] original)
    {
        var bytes = new List<byte>(original);
        for (int edits = random.Next(1, 4); edits > 0; edits--)
        {
            int at = random.Next(bytes.Count + 1);
            switch (random.Next(5))
            {
                case 0 when at < bytes.Count:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1 when at < bytes.Count:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes.Insert(at, (byte)random.Next(256));
                    break;
                case 3 when at < bytes.Count:
                    bytes.RemoveAt(at);
                    break;
                default:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
            }
        }

        return [.. bytes];
    }
}
