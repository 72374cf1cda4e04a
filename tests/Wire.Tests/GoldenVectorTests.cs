using System.Text.Json;

namespace AIoT.Embedded.Wire.Tests;

public sealed class GoldenVectorTests
{
    [Fact]
    public void Readings_are_encoded_to_the_golden_bytes_and_back()
    {
        foreach (JsonElement vector in WireVectors.Messages("readings"))
        {
            byte[] golden = WireVectors.Bytes(vector);
            Assert.Equal(golden, Encoded(WireVectors.Reading(vector).Encode));
            var decoded = new Reading();
            Assert.True(decoded.TryDecode(golden, 0, golden.Length), decoded.Reason);
            Assert.Equal(golden, Encoded(decoded.Encode));
        }
    }

    [Fact]
    public void Cursors_are_encoded_to_the_golden_bytes_and_back()
    {
        foreach (JsonElement vector in WireVectors.Messages("cursors"))
        {
            byte[] golden = WireVectors.Bytes(vector);
            Assert.Equal(golden, Encoded(WireVectors.Cursor(vector).Encode));
            var decoded = new Cursor();
            Assert.True(decoded.TryDecode(golden, 0, golden.Length), decoded.Reason);
            Assert.Equal(golden, Encoded(decoded.Encode));
        }
    }

    [Fact]
    public void Health_messages_are_encoded_to_the_golden_bytes_and_back()
    {
        foreach (JsonElement vector in WireVectors.Messages("health"))
        {
            byte[] golden = WireVectors.Bytes(vector);
            Assert.Equal(golden, Encoded(WireVectors.Health(vector).Encode));
            var decoded = new Health();
            Assert.True(decoded.TryDecode(golden, 0, golden.Length), decoded.Reason);
            Assert.Equal(golden, Encoded(decoded.Encode));
        }
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
}
