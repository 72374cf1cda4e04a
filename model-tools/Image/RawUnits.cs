using System.Buffers.Binary;
using AIoT.Embedded.Inference;

namespace AIoT.Embedded.ModelTools.Image;

/// <summary>
/// What the integers of a raw model stand for: real = (q - zero point) * scale. An optional section of the image (tag 128), as boards do not need it.
/// </summary>
/// <param name="InputScale">0 for a model of features.</param>
/// <param name="InputZeroPoint">Of the input.</param>
/// <param name="OutputScale">0 for a model with scores.</param>
/// <param name="OutputZeroPoint">Of the output.</param>
public sealed record RawUnits(float InputScale, int InputZeroPoint, float OutputScale, int OutputZeroPoint)
{
    internal const int Tag = ImageFormat.FirstOptionalSection;
    private const int Length = 16;

    /// <summary>The image's own, or null where it does not tell.</summary>
    public static RawUnits? Of(ModelImage image)
    {
        ReadOnlySpan<byte> body = image.Data.AsSpan(0, image.BodyLength);
        for (int at = ImageFormat.HeaderLength; at < body.Length;)
        {
            int tag = body[at++], length = 0;
            for (int shift = 0; ; shift += 7)
            {
                int b = body[at++];
                length |= (b & 0x7F) << shift;
                if (b < 0x80)
                {
                    break;
                }
            }

            if (tag == Tag && length == Length)
            {
                ReadOnlySpan<byte> s = body.Slice(at, Length);
                return new RawUnits(BinaryPrimitives.ReadSingleLittleEndian(s), BinaryPrimitives.ReadInt32LittleEndian(s[4..]), BinaryPrimitives.ReadSingleLittleEndian(s[8..]), BinaryPrimitives.ReadInt32LittleEndian(s[12..]));
            }

            at += length;
        }

        return null;
    }

    internal void Write(ImageBuffer section) =>
        section.Int32s([BitConverter.SingleToInt32Bits(InputScale), InputZeroPoint, BitConverter.SingleToInt32Bits(OutputScale), OutputZeroPoint]);
}
