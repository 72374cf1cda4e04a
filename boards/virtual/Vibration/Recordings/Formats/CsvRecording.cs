using System.Globalization;

namespace AIoT.Embedded.Boards.Virtual.Vibration.Recordings.Formats;

/// <summary>
/// Numbers in text: separated by semicolons, commas, tabs or blanks, with or without a line of names. Known layouts:
/// the ADI set (time;x;y;z in volts, first row with three more fields: the zero-g voltages), FEMTO (hour,minute,second,us,h,v),
/// and plain columns of acceleration, with a column of seconds where one is named time or t, or rises in even steps.
/// </summary>
internal sealed class CsvRecording : StreamedRecording
{
    /// <summary>ADXL356C at +-10 g: 80 mV/g (ADXL356/ADXL357 data sheet, Rev. B, table 1).</summary>
    private const double AdiVoltsPerG = 0.080;

    private const double FemtoRateHz = 25600;
    private readonly CsvLayout _layout;
    private readonly IReadOnlyList<CsvAxis> _axes;

    private CsvRecording(string file, string name, double rate, IReadOnlyList<CsvAxis> axes, CsvLayout layout)
        : base(file, name, rate, [.. axes.Select(a => a.Name)], layout.Rows, RecordingLabel.FromName(file))
    {
        (_axes, _layout) = (axes, layout);
    }

    public static CsvRecording Open(string file, ReadOptions options)
    {
        CsvLayout layout = CsvLayout.Find(file);
        if (layout.FirstRow.Length == 7 && layout.Width == 4)
        {
            CsvAxis[] axes = [.. Enumerable.Range(0, 3).Select(axis => new CsvAxis("xyz"[axis].ToString(), 1 + axis, layout.FirstRow[4 + axis], options.GPerUnit ?? 1 / AdiVoltsPerG))];
            return new(file, "ADI CSV", options.SampleRateHz ?? layout.RateHz ?? throw NoRate(file), axes, layout);
        }

        double scale = options.GPerUnit ?? 1;
        if (layout.IsFemto)
        {
            return new(file, "FEMTO CSV", options.SampleRateHz ?? FemtoRateHz, [new("horizontal", 4, 0, scale), new("vertical", 5, 0, scale)], layout);
        }

        if (layout.Names is not null && layout.TimeColumn >= 0 && layout.RateHz is null)
        {
            throw new RecordingException(file, "its times do not rise in even steps", "resample it to an even rate, or drop the column and give --rate");
        }

        // Without names the first of several columns is one of times if it looks like one.
        int time = layout.RateHz is null ? -1 : layout.TimeColumn;
        CsvAxis[] columns = [.. Enumerable.Range(0, layout.Width).Where(c => c != time).Select(c => new CsvAxis(layout.Names?[c].Trim() ?? "column" + (c + 1), c, 0, scale))];
        return new(file, "CSV", options.SampleRateHz ?? layout.RateHz ?? throw NoRate(file), columns, layout);
    }

    public override SampleReader Samples(params int[] axes) => new Reader(this, [.. axes.Select(a => _axes[a])]);

    private static RecordingException NoRate(string file) => new(file, "does not say its sampling rate", "give it, for instance --rate 12000");

    /// <summary>A column of acceleration: (number - bias) * scale in g.</summary>
    private sealed record CsvAxis(string Name, int Column, double Bias, double Scale);

    private sealed class Reader : SampleReader
    {
        private readonly CsvLayout _layout;
        private readonly CsvAxis[] _axes;
        private readonly CsvRows _rows;

        public Reader(CsvRecording recording, CsvAxis[] axes)
            : base(recording.File, axes.Select(a => a.Name))
        {
            (_layout, _axes) = (recording._layout, axes);
            _rows = new CsvRows(recording.File, _layout.Separator, _layout.Width, _layout.LinesBefore, _layout.FirstRow.Length, axes.Select(a => a.Column));
        }

        public override double Share => _rows.Share;

        public override void Dispose() => _rows.Dispose();

        private protected override int ReadBlock(double[][] samples, int offset, int count)
        {
            int read = 0;
            for (; read < count && _rows.Next(); read++)
            {
                for (int i = 0; i < _axes.Length; i++)
                {
                    CsvAxis axis = _axes[i];
                    samples[i][offset + read] = (_rows.Numbers[axis.Column] - axis.Bias) * axis.Scale;
                }
            }

            return read;
        }
    }
}
