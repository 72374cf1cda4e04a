namespace AIoT.Embedded.ModelTools.Textbook;

/// <summary>An int8 convolution along a series of channels as the reference kernels of the micro runtimes are written, arrays in fields.</summary>
public sealed class TextbookConvolution(int width, int channels, int kernel, int units, sbyte[] weights, int[] bias, int[] multiplier, int shift, int inputZero, int outputZero)
{
    public sbyte[] Output { get; } = new sbyte[(width - kernel + 1) * units];

    public void Run(sbyte[] input)
    {
        for (int position = 0; position <= width - kernel; position++)
        {
            for (int unit = 0; unit < units; unit++)
            {
                int sum = bias[unit];
                for (int tap = 0; tap < kernel; tap++)
                {
                    for (int channel = 0; channel < channels; channel++)
                    {
                        int value = input[((position + tap) * channels) + channel];
                        int weight = weights[(((unit * kernel) + tap) * channels) + channel];
                        sum += (value - inputZero) * weight;
                    }
                }

                int scaled = (int)((((long)sum * multiplier[unit]) + (1L << (shift - 1))) >> shift) + outputZero;
                Output[(position * units) + unit] = (sbyte)Math.Min(127, Math.Max(-128, scaled));
            }
        }
    }
}
