namespace AIoT.Embedded.Inference
{
    /// <summary>Copies parameters out of an image.</summary>
    internal static class Parameters
    {
        internal static int[] Int32(byte[] data, int start, int count)
        {
            int[] values = new int[count];
            for (int i = 0; i < count; i++)
            {
                values[i] = ImageCursor.Int32At(data, start + 4 * i);
            }

            return values;
        }

        /// <summary>The multiplier of output n, from one for all or one each.</summary>
        internal static int Multiplier(byte[] data, Layer layer, int n)
        {
            return ImageCursor.Int32At(data, layer.Multipliers + (layer.MultiplierCount == 1 ? 0 : 4 * n));
        }

        /// <summary>The shift of output n, from one for all or one each.</summary>
        internal static int Shift(byte[] data, Layer layer, int n)
        {
            return data[layer.Shifts + (layer.ShiftCount == 1 ? 0 : n)];
        }
    }
}
