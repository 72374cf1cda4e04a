namespace AIoT.Embedded.ModelTools.Textbook;

/// <summary>An int8 dense layer as the reference kernels of the micro runtimes are written, arrays in fields.</summary>
public sealed class TextbookDense(int inputs, int outputs, sbyte[] weights, int[] bias, int[] multiplier, int shift, int inputZero, int outputZero, int lowest)
{
    public int Inputs => inputs;

    public int Outputs => outputs;

    public sbyte[] Output { get; } = new sbyte[outputs];

    public void Run(sbyte[] input)
    {
        for (int o = 0; o < outputs; o++)
        {
            int sum = bias[o];
            for (int i = 0; i < inputs; i++)
            {
                sum += (input[i] - inputZero) * weights[(o * inputs) + i];
            }

            int value = (int)((((long)sum * multiplier[o]) + (1L << (shift - 1))) >> shift) + outputZero;
            Output[o] = (sbyte)Math.Min(127, Math.Max(lowest, value));
        }
    }
}
