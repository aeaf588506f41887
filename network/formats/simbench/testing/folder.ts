// A SimBench folder of tests: one feeder of a transformer and a line, as texts by file name.
const HEADERS = {
  Node: 'id;type;vmSetp;vaSetp;vmR;vmMin;vmMax;substation;coordID;subnet;voltLvl',
  ExternalNet: 'id;node;calc_type;dspf;pExtNet;qExtNet;pWardShunt;qWardShunt;rXWard;xXWard;vmXWard;subnet;voltLvl',
  Line: 'id;nodeA;nodeB;type;length;loadingMax;subnet;voltLvl',
  LineType: 'id;r;x;b;iMax;type',
  DCLineType: 'id;pDCLine;relPLosses;fixPLosses;pMax;qMinA;qMinB;qMaxA;qMaxB',
  Transformer: 'id;nodeHV;nodeLV;type;tappos;autoTap;autoTapSide;loadingMax;substation;subnet;voltLvl',
  TransformerType: 'id;sR;vmHV;vmLV;va0;vmImp;pCu;pFe;iNoLoad;tapable;tapside;dVm;dVa;tapNeutr;tapMin;tapMax',
  Switch: 'id;nodeA;nodeB;type;cond;substation;subnet;voltLvl',
  Load: 'id;node;profile;pLoad;qLoad;sR;subnet;voltLvl',
  RES: 'id;node;type;profile;calc_type;pRES;qRES;sR;subnet;voltLvl',
  Storage: 'id;node;type;profile;pStor;qStor;chargeLevel;sR;eStore;etaStore;sdStore;pMin;pMax;qMin;qMax;subnet;voltLvl',
  PowerPlant: 'id;node;type;profile;calc_type;dspf;pPP;qPP;sR;pMin;pMax;qMin;qMax;subnet;voltLvl',
  Shunt: 'id;node;p0;q0;vmR;step;subnet;voltLvl',
  Transformer3W: 'id',
  Measurement: 'id;element1;element2;variable;subnet;voltLvl',
} as const;

const ROWS: Partial<Record<keyof typeof HEADERS, readonly string[]>> = {
  Node: [
    'grid;busbar;1.02;0;20;0.9;1.1;NULL;NULL;S;5',
    'low;busbar;NULL;NULL;0.4;0.9;1.1;NULL;NULL;S;7',
    'home;busbar;NULL;NULL;0.4;0.9;1.1;NULL;NULL;S;7',
    'tap;auxiliary;NULL;NULL;0.4;0.9;1.1;NULL;NULL;S;7',
  ],
  ExternalNet: ['net;grid;vavm;1;NULL;NULL;NULL;NULL;NULL;NULL;NULL;S;5'],
  Line: ['cable;tap;home;NAYY;0.2;100;S;7'],
  LineType: ['NAYY;0.2067;0.0804248;260.752;270;cable'],
  Transformer: ['T1;grid;low;160 kVA;0;0;NULL;100;NULL;S;6'],
  TransformerType: ['160 kVA;0.16;20;0.4;150;4;2.35;0.46;0.28751;1;HV;2.5;0;0;-2;2'],
  Switch: ['S1;low;tap;LS;1;NULL;S;7'],
  Load: ['house;home;H0-A;0.02;0.008;0.0215;S;7'],
};

/** @param rows of tables that are other than those of the feeder, without their headers */
export function folder(rows: Partial<Record<keyof typeof HEADERS, readonly string[]>> = {}): Map<string, string> {
  const tables = { ...ROWS, ...rows } as Record<keyof typeof HEADERS, readonly string[]>;
  const texts = Object.entries(tables).map(([name, lines]) => {
    const header = HEADERS[name as keyof typeof HEADERS];
    return [`${name}.csv`, `${[header, ...lines].join('\n')}\n`] as const;
  });
  return new Map(texts);
}
