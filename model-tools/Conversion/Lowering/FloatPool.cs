using AIoT.Embedded.ModelTools.Image;

namespace AIoT.Embedded.ModelTools.Conversion.Lowering;

/// <summary>Largest value or mean of each window; padded positions do not count.</summary>
public sealed class FloatPool : FloatLayer
{
    public required Window2D Window { get; init; }

    public required bool Average { get; init; }

    public override string Kind => Average ? "AveragePool" : "MaxPool";

    public override double[] Compute(double[][] inputs)
    {
        double[] x = inputs[0];
        TensorShape s = Inputs[0].Shape, r = Output.Shape;
        Window2D w = Window;
        var y = new double[r.Count];
        int at = 0;
        for (int oy = 0; oy < r.Height; oy++)
        {
            for (int ox = 0; ox < r.Width; ox++)
            {
                for (int c = 0; c < r.Channels; c++)
                {
                    double sum = 0, max = double.NegativeInfinity;
                    int count = 0;
                    for (int ky = 0; ky < w.KernelHeight; ky++)
                    {
                        int iy = oy * w.StrideHeight - w.PadTop + ky;
                        for (int kx = 0; kx < w.KernelWidth; kx++)
                        {
                            int ix = ox * w.StrideWidth - w.PadLeft + kx;
                            if ((uint)iy < (uint)s.Height && (uint)ix < (uint)s.Width)
                            {
                                double v = x[(iy * s.Width + ix) * s.Channels + c];
                                sum += v;
                                max = Math.Max(max, v);
                                count++;
                            }
                        }
                    }

                    y[at++] = Average ? sum / Math.Max(1, count) : max;
                }
            }
        }

        return y;
    }
}
