using System.Text.Json;

namespace AIoT.Embedded.Wire.Tests;

public sealed class GoldenVectorTests
{
    [Fact]
    public void Every_message_is_encoded_to_the_golden_bytes_and_back()
    {
        foreach (MessageCodec codec in MessageCodec.All())
        {
            int vectors = 0;
            foreach (JsonElement vector in WireVectors.Messages(codec.Vectors))
            {
                string name = $"{codec.Vectors}: {vector.GetProperty("name").GetString()}";
                byte[] golden = WireVectors.Bytes(vector);
                Assert.True(golden.AsSpan().SequenceEqual(Encoded(codec.FromVector(vector))), name);
                Assert.True(codec.TryDecode(golden, 0, golden.Length), $"{name}: {codec.Reason()}");
                Assert.True(golden.AsSpan().SequenceEqual(Encoded(codec.Encode)), name);
                vectors++;
            }

            Assert.NotEqual(0, vectors);
        }
    }

    [Fact]
    public void A_padded_message_means_the_same()
    {
        foreach (MessageCodec codec in MessageCodec.All())
        {
            foreach (JsonElement vector in WireVectors.Messages(codec.Vectors))
            {
                byte[] golden = WireVectors.Bytes(vector);
                byte[] padded = Padded(golden, WireLimits.ReadingBytes);
                Assert.True(codec.TryDecode(padded, 0, padded.Length), $"{codec.Vectors}: {codec.Reason()}");
                Assert.Equal(golden, Encoded(codec.Encode));
            }
        }
    }

    [Fact]
    public void Padding_leads_to_a_multiple_of_64_in_its_shortest_form_whatever_the_length()
    {
        // A map of one key, 1, with a string of any length: every remainder occurs.
        var writer = new CborWriter();
        var reader = new CborReader();
        for (int length = 0; length < 300; length++)
        {
            byte[] message = new byte[length + 5];
            writer.Reset(message, 0, message.Length);
            writer.WriteMap(1);
            writer.WriteInteger(1);
            writer.WriteBytes(new byte[length], 0, length);
            message = message[..writer.Length];
            byte[] padded = Padded(message, 1024);
            Assert.Equal(0, padded.Length % Padding.Multiple);
            reader.Reset(padded, 0, padded.Length);
            reader.Skip();
            Assert.True(reader.AtEnd && !reader.Failed, $"{length}: {reader.Reason}");
            Assert.Same(message, Padded(message, message.Length) is var same && same.AsSpan().SequenceEqual(message) ? message : null);
        }

        // What is no map stays as it is: evidence is a tagged array.
        Assert.Equal([0xD1, 0x84], Padded([0xD1, 0x84], 1024));
    }

    [Fact]
    public void What_is_not_a_message_of_the_contract_is_refused_with_its_reason()
    {
        foreach (JsonElement vector in WireVectors.Load("strictness.json").GetProperty("refused").EnumerateArray())
        {
            byte[] bytes = WireVectors.Bytes(vector);
            var cursor = new Cursor();
            Assert.False(cursor.TryDecode(bytes, 0, bytes.Length), vector.GetProperty("name").GetString());
            Assert.True(cursor.Reason.Contains(vector.GetProperty("reason").GetString()!, StringComparison.Ordinal), $"{vector.GetProperty("name")}: {cursor.Reason}");
        }
    }

    [Fact]
    public void What_a_later_version_may_add_is_skipped()
    {
        foreach (JsonElement vector in WireVectors.Load("strictness.json").GetProperty("accepted").EnumerateArray())
        {
            byte[] bytes = WireVectors.Bytes(vector);
            var cursor = new Cursor();
            Assert.True(cursor.TryDecode(bytes, 0, bytes.Length), $"{vector.GetProperty("name")}: {cursor.Reason}");
            Assert.Equal((7u, 9L, 11L), (cursor.Epoch, cursor.Seq, cursor.Time));
        }
    }

    private static byte[] Encoded(Func<byte[], int, int> encode)
    {
        byte[] buffer = new byte[WireLimits.ReadingBytes + 3];
        int length = encode(buffer, 3);
        Assert.NotEqual(0, length);
        return buffer[3..(3 + length)];
    }

    private static byte[] Padded(byte[] message, int max)
    {
        byte[] padded = new byte[Padding.LengthOf(message, message.Length, max)];
        message.CopyTo(padded, 0);
        Padding.Fill(padded, message.Length);
        return padded;
    }
}
