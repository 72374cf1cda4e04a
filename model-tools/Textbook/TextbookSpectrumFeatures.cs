namespace AIoT.Embedded.ModelTools.Textbook;

/// <summary>Velocity by integration in the frequency domain, and the logarithms of band energies.</summary>
public sealed class TextbookSpectrumFeatures(int bands)
{
    public float VelocityRms { get; private set; }

    public float[] Bands { get; } = new float[bands];

    public void Compute(float[] power, float binHz)
    {
        float sum = 0;
        for (int i = 1; i < power.Length; i++)
        {
            float frequency = i * binHz;
            if (frequency >= 10 && frequency <= 1000)
            {
                float omega = 2 * (float)Math.PI * frequency;
                sum += power[i] / (omega * omega);
            }
        }

        VelocityRms = (float)Math.Sqrt(sum);
        int width = (power.Length - 1) / Bands.Length;
        for (int band = 0; band < Bands.Length; band++)
        {
            float energy = 0;
            for (int i = 0; i < width; i++)
            {
                energy += power[1 + (band * width) + i];
            }

            Bands[band] = (float)Math.Log(energy + 1);
        }
    }
}
