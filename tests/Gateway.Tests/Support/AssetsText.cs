namespace AIoT.Embedded.Gateway.Tests.Support;

/// <summary>An assets file of a pump with two sensors and a fan with one.</summary>
public static class AssetsText
{
    public const string Demo = """
        version: 1
        machines:
          - id: pump
            name: Cooling water pump
            kind: centrifugal pump
            criticality: high
            iso: {group: 2, mounting: rigid}
            sensors:
              - {id: pump-de, device: pump-1, position: "drive end, radial"}
              - {id: pump-nde, device: pump-2, position: "non-drive end, radial"}
          - id: fan
            name: Exhaust fan
            kind: fan
            criticality: medium
            iso: {group: 2, mounting: flexible}
            sensors:
              - {id: fan-1, device: fan-1, position: "drive end, vertical"}
        fusion: {unattested: count}
        models:
          - name: bearing faults
            classes: [normal, inner race, outer race, ball]
            normal: [normal]
            features: [crest, kurtosis, skewness, envelope_level, envelope_kurtosis, envelope_crest, comb_bpfo, comb_bpfi, comb_2bsf, comb_ftf]
        """;
}
