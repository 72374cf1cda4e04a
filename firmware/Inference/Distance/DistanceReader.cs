namespace AIoT.Embedded.Inference
{
    /// <summary>Reads the distance model of an image.</summary>
    internal static class DistanceReader
    {
        internal static CentreDistance Read(ImageCursor structure, ImageCursor parameters)
        {
            int features = structure.Varint(1, ImageFormat.MaxFeatures);
            int centres = structure.Varint(1, 4096);
            bool full = structure.Varint(0, 1) == 1;
            structure.End("structure section");

            long scales = full ? (long)features * (features + 1) / 2 : features;
            if ((long)centres * features + scales > parameters.Remaining / 4)
            {
                throw new ModelImageException(ImageFault.Truncated, centres + " centres of " + features + " features do not fit the parameters");
            }

            int[] centre = Parameters.Int32(parameters.Data, parameters.Take(4 * centres * features), centres * features);
            int[] scale = Parameters.Int32(parameters.Data, parameters.Take(4 * (int)scales), (int)scales);
            int scaleShift = parameters.Byte();
            int preShift = parameters.Byte();
            int multiplier = parameters.Int32();
            int shift = parameters.Byte();
            parameters.End("parameter section");
            return new CentreDistance(features, centre, scale, scaleShift, preShift, multiplier, shift);
        }
    }
}
