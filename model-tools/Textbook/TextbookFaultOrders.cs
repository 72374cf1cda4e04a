namespace AIoT.Embedded.ModelTools.Textbook;

/// <summary>The energy of an envelope spectrum at the bearing's fault orders and their first four harmonics.</summary>
public sealed class TextbookFaultOrders(float[] orders)
{
    public float[] Scores { get; } = new float[orders.Length];

    public void Score(float[] power, float shaftHz, float binHz)
    {
        for (int fault = 0; fault < orders.Length; fault++)
        {
            float score = 0;
            for (int harmonic = 1; harmonic <= 4; harmonic++)
            {
                int centre = (int)((orders[fault] * harmonic * shaftHz / binHz) + 0.5f);
                float best = 0;
                for (int bin = centre - 2; bin <= centre + 2; bin++)
                {
                    if (bin > 0 && bin < power.Length && power[bin] > best)
                    {
                        best = power[bin];
                    }
                }

                score += (float)Math.Sqrt(best) / harmonic;
            }

            Scores[fault] = score;
        }
    }
}
