source("../lib/gold.R")
d<-rcsv("."); d$race<-factor(d$race,levels=c("white","black","other")); d$ptl_any<-ifelse(d$ptl>0,"1+","0")
f<-glm(low~lwt+race+smoke+ht+ui+ptl_any,binomial,d,epsilon=1e-14,maxit=100)
f<-update(f,start=coef(f)); n<-nrow(d); p<-fitted(f); y<-d$low
ck<-cooks.distance(f); h<-hatvalues(f); r<-rstandard(f,type="pearson"); se<-sqrt(diag(vcov(f)))
X<-model.matrix(f); change<-sweep(t(vcov(f)%*%t(X*((y-p)/(1-h)))),2,se,"/") # R's influence() takes deviance residuals instead

worst<-which.max(ck)
g<-glm(formula(f),binomial,d[-worst,],epsilon=1e-14,maxit=100)
infl<-list(cooks_distance_max=max(ck),influential_count=sum(ck>4/n),leverage_max=max(h),pearson_residual_max=max(abs(r)),
 dfbeta_max=as.list(apply(abs(change),2,max)),odds_ratio=as.list(exp(coef(f))),odds_ratio_without=as.list(exp(coef(g))),
 first10=lapply(order(-ck)[1:10],function(i)list(id=i,cooks=unname(ck[i]),leverage=unname(h[i]),residual=unname(r[i]),fitted=unname(p[i]))))
# smooth curve: restricted cubic spline of the logit, knots at the 10th, 50th and 90th percentile
eta<-predict(f); k<-unname(quantile(eta,c(.1,.5,.9))); pos<-function(x)pmax(x,0)^3
rcs<-function(x)(pos(x-k[1])-(pos(x-k[2])*(k[3]-k[1])-pos(x-k[3])*(k[2]-k[1]))/(k[3]-k[2]))/(k[3]-k[1])^2
c1<-glm(y~x+b,binomial,data.frame(y=y,x=eta,b=rcs(eta)),epsilon=1e-14,maxit=100); c1<-update(c1,start=coef(c1))
grid<-seq(min(eta),max(eta),length.out=41); e<-predict(c1,data.frame(x=grid,b=rcs(grid)),se.fit=TRUE)
curve<-list(predicted=plogis(grid),share=unname(plogis(e$fit)),low=unname(plogis(e$fit-qnorm(.975)*e$se.fit)),high=unname(plogis(e$fit+qnorm(.975)*e$se.fit)))
# classification from Youden's cut
cuts<-sort(unique(round(p,12))); j<-sapply(cuts,function(c)mean(p[y==1]>=c-1e-9)+mean(p[y==0]<c-1e-9)-1); best<-max(cuts[j>=max(j)-1e-12]); t<-p>=best-1e-9
youden<-list(cut=best,index=max(j),tp=sum(t&y==1),fp=sum(t&y==0),sensitivity=mean(t[y==1]),specificity=mean(!t[y==0]),
 sensitivity_wilson=as.numeric(prop.test(sum(t&y==1),sum(y==1),correct=FALSE)$conf.int),
 specificity_wilson=as.numeric(prop.test(sum(!t&y==0),sum(y==0),correct=FALSE)$conf.int),
 ppv=sum(t&y==1)/sum(t),npv=sum(!t&y==0)/sum(!t),correct=mean(t==(y==1)))
# probit, and factors by likelihood ratio in it
pr<-glm(formula(f),binomial("probit"),d,epsilon=1e-14,maxit=100); pr<-update(pr,start=coef(pr)); s<-summary(pr)$coefficients
probit<-lapply(setNames(nm=rownames(s)),function(t)list(estimate=s[t,1],se=s[t,2],z=s[t,3],p=s[t,4]))
o<-list(influence=infl,smooth_curve=curve,youden=youden,probit=probit); gold_write(o,".",FALSE)
readme(".","logistic_checks","A closer look at one logistic regression (low birth weight, `low ~ lwt+race+smoke+ht+ui+ptl_any`, data as in lowbwt_logistic): influence of single women (Cook's distance, leverage, standardised Pearson residuals, one-step changes of coefficients in standard errors, odds ratios without the most influential one), a smooth calibration curve, classification from the cut of Youden's index with Wilson intervals, and the probit model. Influence and errors are those of a glm started at its own maximum, so that R's weights are those of the estimates.")
