using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace AIoT.Embedded.Gateway.Captures.Spectra;

/// <summary>A capture as a file for other programs.</summary>
public static class CaptureFile
{
    private const int FormatBytes = 16;
    private const int HeaderBytes = 44;

    /// <summary>RIFF WAVE, PCM, one channel of 16 bits, the samples as the sensor counted them; a LIST INFO comment says what a count weighs.</summary>
    public static byte[] Wav(ReadOnlySpan<short> samples, int rateHz, string comment)
    {
        byte[] text = Encoding.ASCII.GetBytes(new string([.. comment.Select(c => char.IsAscii(c) && !char.IsControl(c) ? c : '?')]) + "\0");
        int padded = (text.Length + 1) & ~1;
        int listBytes = 4 + 8 + padded;
        byte[] file = new byte[HeaderBytes + (2 * samples.Length) + 8 + listBytes];
        Span<byte> at = file;
        "RIFF"u8.CopyTo(at);
        BinaryPrimitives.WriteInt32LittleEndian(at[4..], file.Length - 8);
        "WAVEfmt "u8.CopyTo(at[8..]);
        BinaryPrimitives.WriteInt32LittleEndian(at[16..], FormatBytes);
        BinaryPrimitives.WriteInt16LittleEndian(at[20..], 1);
        BinaryPrimitives.WriteInt16LittleEndian(at[22..], 1);
        BinaryPrimitives.WriteInt32LittleEndian(at[24..], rateHz);
        BinaryPrimitives.WriteInt32LittleEndian(at[28..], 2 * rateHz);
        BinaryPrimitives.WriteInt16LittleEndian(at[32..], 2);
        BinaryPrimitives.WriteInt16LittleEndian(at[34..], 16);
        "data"u8.CopyTo(at[36..]);
        BinaryPrimitives.WriteInt32LittleEndian(at[40..], 2 * samples.Length);
        MemoryMarshal.AsBytes(samples).CopyTo(at[HeaderBytes..]);
        at = at[(HeaderBytes + (2 * samples.Length))..];
        "LIST"u8.CopyTo(at);
        BinaryPrimitives.WriteInt32LittleEndian(at[4..], listBytes);
        "INFOICMT"u8.CopyTo(at[8..]);
        BinaryPrimitives.WriteInt32LittleEndian(at[16..], text.Length);
        text.CopyTo(at[20..]);
        return file;
    }

    /// <summary>Two columns with a line of names: time_s, acceleration_g; as counted, the mean not taken off.</summary>
    public static string Csv(ReadOnlySpan<short> samples, int rateHz, int nanoG)
    {
        var text = new StringBuilder("time_s,acceleration_g\n", samples.Length * 24);
        for (int i = 0; i < samples.Length; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{(double)i / rateHz:0.########},{samples[i] * (nanoG * 1e-9):0.#########}\n");
        }

        return text.ToString();
    }
}
